"""`dixminutes`: one command for the operator."""

import sys

# structlog and typer load it when they find it, for colours on a terminal nobody looks at: 5 MB in
# each process. Before either is imported, it is as if it were not installed.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
