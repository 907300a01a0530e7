"""What one process works with: settings, database, keys, content, clock, channels."""

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from channels.base import Channel
from channels.phone import Phone
from content import loader
from content.library import Library, words
from core.clock import Clock, SystemClock
from core.message import Address, Outbound, Picture
from core.person import Organisation
from core.settings import Settings
from flows.schedule import Hours
from store import clocks, organisations, phones
from store.db import Database
from store.seal import Keyring
from workers import turns

if TYPE_CHECKING:
    from answers.model import Model
    from answers.own import Own
    from answers.search import Bank

KEY_FILE = "secret_key"


class NoSecret(Exception):
    """There is no SECRET_KEY and none can be made here. One line for the operator."""


def real_now() -> datetime:
    """The machine's clock, for leases and timeouts; product time is Context.now()."""
    return datetime.now(UTC)


def database_url(settings: Settings) -> str:
    """DATABASE_URL, else the SQLite file under DIXMINUTES_VAR (the folder is made)."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    settings.dixminutes_var.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{(settings.dixminutes_var / 'dixminutes.db').absolute()}"


def keyring(settings: Settings) -> Keyring:
    """The keys of SECRET_KEY; without one, a key made once and kept beside the SQLite file.

    Raises NoSecret when the database is shared: each machine would make its own key.
    """
    previous = settings.secret_key_previous
    old = previous.get_secret_value() if previous else None
    if settings.secret_key is not None:
        return Keyring(settings.secret_key.get_secret_value(), old)
    if settings.database_url is not None and "postgres" in database_url(settings):
        raise NoSecret("SECRET_KEY manque : tous les processus doivent avoir la même")
    return Keyring(_kept_secret(settings.dixminutes_var / KEY_FILE), old)


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Exclusive: of several processes starting together, one makes the key.
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


class PushedClock:
    """Product time where it can be pushed forward: the machine's clock plus what is stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self) -> datetime:
        """The present product instant, aware, in UTC."""
        with self._database.read() as tx:
            return real_now() + clocks.ahead(tx)


@dataclass
class Context:
    """One per process. Lazy parts cost nothing to a process that does not need them."""

    settings: Settings
    database: Database
    keyring: Keyring
    clock: Clock
    real: Callable[[], datetime] = real_now
    name: str = field(default_factory=lambda: f"{socket.gethostname()}/{os.getpid()}")
    extra_channels: dict[str, Channel] = field(default_factory=dict)
    own_banks: "dict[int, tuple[tuple[int, int], Own]]" = field(default_factory=dict)

    @cached_property
    def library(self) -> Library:
        """All content. Raises content.loader.ContentProblems."""
        extra = [Path(part) for part in self.settings.content_dirs.split(":") if part]
        return loader.load(extra)

    @cached_property
    def bank(self) -> "Bank":
        """The offline search over the questions."""
        # Only the worker answers questions; the others need not carry the search.
        from answers.search import Bank  # noqa: PLC0415

        return Bank(self.library.questions.values(), self.settings.dixminutes_var)

    @cached_property
    def model(self) -> "Model | None":
        """The language model of OPENAI_API_KEY; None without one, and it takes no time then."""
        if self.settings.openai_api_key is None:
            return None
        # It takes a second to load: the worker alone asks for it.
        from answers.model import from_settings  # noqa: PLC0415

        return from_settings(self.settings)

    def edits(self, where: Address) -> bool:
        """Whether what stands there can be changed."""
        channel = self.channels.get(where.channel)
        return channel is not None and channel.edits

    def may_model(self, organisation: Organisation, channel: str) -> bool:
        """Whether an organisation's texts of a channel may go to a model, if there is one."""
        return self.settings.openai_api_key is not None and organisation.model_on(channel)

    def may_listen(self, organisation: Organisation, channel: str) -> bool:
        """Whether a voice note of a channel may go to a model that writes it down."""
        return bool(self.settings.openai_transcribe_model) and self.may_model(organisation, channel)

    def words_of(self, organisation_id: int | None) -> dict[str, str]:
        """The words of an organisation, with the defaults for what it has not set."""
        if organisation_id is None:
            return words({})
        with self.database.read() as tx:
            found = organisations.by_id(tx, organisation_id)
        return words(found.words, found.name) if found else words({})

    @cached_property
    def hours(self) -> Hours:
        """When proactive messages may leave."""
        chosen = self.settings
        return Hours.read(chosen.quiet_until, chosen.quiet_from, chosen.nudge_grace_minutes)

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """The channels that are on, by name."""
        found: dict[str, Channel] = dict(self.extra_channels)
        if self.settings.phone_enabled:
            for phone in self._phones():
                found.setdefault(phone.name, phone)
        if self.settings.telegram_bot_token is not None:
            # Imported when on only: it weighs 20 MB in each process.
            from channels.telegram.channel import from_settings  # noqa: PLC0415

            telegram = from_settings(self.settings, self.webhook_secrets)
            if telegram is not None:
                found.setdefault("telegram", telegram)
        if self.settings.twilio_account_sid is not None:
            found.update(self._whatsapp())
        return found

    def _phones(self) -> list[Phone]:
        """Browser phones; some play WhatsApp for as long as there is no real one."""
        hashed = self.keyring.lookup
        found = [Phone(self._show, hashed)]
        if self.settings.twilio_account_sid is None:
            found.append(Phone(self._show, hashed, self._silence))
        return found

    def _whatsapp(self) -> dict[str, Channel]:
        # Imported when on only, as Telegram is.
        from channels.whatsapp.channel import from_settings  # noqa: PLC0415
        from workers.contents import StoredContents  # noqa: PLC0415

        whatsapp = from_settings(self.settings, StoredContents(self.database))
        return (
            {} if whatsapp is None or "whatsapp" in self.extra_channels else {"whatsapp": whatsapp}
        )

    @property
    def webhook_secret(self) -> str:
        """TELEGRAM_WEBHOOK_SECRET, else one derived from SECRET_KEY: nobody has to invent one."""
        return self.webhook_secrets[0]

    @property
    def webhook_secrets(self) -> list[str]:
        """What Telegram may show: also what SECRET_KEY_PREVIOUS gave, until it is told the new."""
        chosen = self.settings.telegram_webhook_secret
        if chosen is not None:
            return [chosen.get_secret_value()]
        return self.keyring.signatures("telegram webhook")

    def _show(self, where: Address, message: Outbound) -> int:
        body = {
            "text": message.text,
            "prompt": message.prompt,
            "buttons": [{"id": one.id, "label": one.label} for one in message.buttons],
            "template": message.template is not None,
            **({"edits": int(message.edits)} if message.edits else {}),
            **({"picture": _shown_picture(message.picture)} if message.picture else {}),
        }
        with self.database.write() as tx:
            shown = phones.show(
                tx, self.keyring, str(where), sender="bot", body=body, now=self.clock.now()
            )
        return shown or 0

    def _silence(self, where: Address) -> timedelta | None:
        with self.database.read() as tx:
            said = phones.said_at(tx, self.keyring, str(where))
        return None if said is None else self.clock.now() - said

    def warm(self) -> None:
        """Load what answering needs: loaded inside a transaction, it would hold every writer."""
        _ = self.library, self.bank, self.model

    def close(self) -> None:
        """Release the database."""
        self.database.close()


def open_context(settings: Settings) -> Context:
    """A context from the environment. Raises DatabaseAway or NoSecret, one line each."""
    database = turns.opened(database_url(settings))
    clock: Clock = PushedClock(database) if settings.phone_enabled else SystemClock()
    return Context(settings, database, keyring(settings), clock)


def _shown_picture(picture: Picture) -> dict[str, str]:
    """Where a page of ours finds it, and what it says to who cannot see it."""
    return {"url": f"/images/{picture.token}.png", "alt": picture.alt}
