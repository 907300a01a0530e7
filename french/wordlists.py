"""Vocabulary, written as plain lines so that a word is added by typing it."""


def listed(lines: str, separator: str | None = None) -> frozenset[str]:
    """The words of `lines`, cut at spaces, or at `separator` for phrases."""
    return frozenset(lines.split(separator))
