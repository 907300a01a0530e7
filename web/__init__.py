"""Takes in and hands over: webhooks, browser phones, privacy pages, health."""
