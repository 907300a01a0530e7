"""What the coach knows and says: schema, loader, lint, and the texts themselves."""
