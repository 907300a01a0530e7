"""Adapters to the messaging apps. They know no product rule."""
