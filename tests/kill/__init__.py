"""The real processes, killed at any moment: what must hold afterwards (promises P1, P2, P3, P9)."""
