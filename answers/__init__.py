"""Finds the reviewed answer to a question typed on a phone, offline."""
