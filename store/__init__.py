"""The only home of SQL. Every query about people is scoped by their organisation."""
