"""The channels' contract, and what is each one's own."""
