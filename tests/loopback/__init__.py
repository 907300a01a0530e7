"""Providers played on loopback, as their documentation describes them."""
