"""What people write, as others may read it: names, numbers and addresses masked."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from answers.redact import Redacted


def masked(text: str) -> "Redacted":
    """The text without personal data, and what was masked in it."""
    # Loaded by the process that answers people, no other.
    from answers.redact import redact  # noqa: PLC0415

    return redact(text)
