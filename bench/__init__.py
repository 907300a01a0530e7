"""Figures measured on the real processes, against a played provider. Not part of the package."""
