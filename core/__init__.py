"""Words every room speaks: messages, people, settings, clock, log. Imports nothing of ours."""
