"""`dixminutes`: one command for the operator."""
