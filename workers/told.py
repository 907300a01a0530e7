"""What carrying out an act of a team adds to the reply."""

from dataclasses import dataclass

from flows.talk import Say
from store.outbox import Message


@dataclass(frozen=True, slots=True)
class Told:
    """Said where it was asked, to the person alone, over the button they pressed, or to others."""

    say: tuple[Say, ...] = ()
    whisper: tuple[Say, ...] = ()
    toast: Say | None = None
    messages: tuple[Message, ...] = ()
