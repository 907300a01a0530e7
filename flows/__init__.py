"""Conversations and rules: they decide, they never send, query or wait."""
