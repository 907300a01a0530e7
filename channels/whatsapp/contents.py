"""What Twilio calls the contents we know by our own names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from channels.whatsapp.forms import forms

IN_SESSION = "in_session"
APPROVED = "approved"


class Contents(Protocol):
    """Where the channel finds a content. None: not created, or not approved where it must be."""

    def sid(self, name: str) -> str | None:
        """Twilio's SID (`HX…`) for one of the names in `channels.whatsapp.forms`."""
        ...


class Kept(Protocol):
    """A content as it was last seen at Twilio."""

    @property
    def name(self) -> str:
        """Our name."""
        ...

    @property
    def form(self) -> str:
        """The fingerprint of the form it was created from."""
        ...

    @property
    def sid(self) -> str | None:
        """Twilio's SID."""
        ...

    @property
    def state(self) -> str:
        """`in_session`, or Meta's word."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """Contents read beforehand, SIDs by name."""

    sids: Mapping[str, str] = field(default_factory=dict)

    def sid(self, name: str) -> str | None:
        """The SID known under this name, or None."""
        return self.sids.get(name)


def known(kept: Iterable[Kept]) -> Known:
    """Those that may be used now: approved where they must be, and of the present form.

    Another form numbers its variables otherwise, so it is as good as none.
    """
    present = {form.name: form.fingerprint for form in forms()}
    return Known(
        {
            one.name: one.sid
            for one in kept
            if one.sid and one.state in {IN_SESSION, APPROVED} and present.get(one.name) == one.form
        }
    )
