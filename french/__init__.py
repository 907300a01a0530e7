"""What French people type on a phone: folded text, minutes, moments, commands. Pure functions."""
