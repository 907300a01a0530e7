"""What was created at a channel's provider, by our own names."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from store.models import ProviderContentRow


@dataclass(frozen=True, slots=True)
class Content:
    """A content as last seen. `form` is the fingerprint of what was created, `sid` its SID there.

    `state` is the provider's word for it, or ours where it needs no approval; `category` is what
    it is billed as, empty where it needs no approval.
    """

    name: str
    form: str
    sid: str
    state: str
    checked_at: datetime
    category: str = ""


def save(tx: Connection, channel: str, seen_now: Content) -> None:
    """Keep what was seen of a content; what was known under its name is replaced."""
    seen = asdict(seen_now)
    name = seen.pop("name")
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    tx.execute(
        dialect.insert(ProviderContentRow)
        .values(channel=channel, name=name, **seen)
        .on_conflict_do_update(index_elements=["channel", "name"], set_=seen)
    )


def all_of(tx: Connection, channel: str) -> list[Content]:
    """Every content known at this channel, by name."""
    rows = tx.execute(
        select(
            ProviderContentRow.name,
            ProviderContentRow.form,
            ProviderContentRow.sid,
            ProviderContentRow.state,
            ProviderContentRow.checked_at,
            ProviderContentRow.category,
        )
        .where(ProviderContentRow.channel == channel)
        .order_by(ProviderContentRow.name)
    )
    return [Content(*row) for row in rows]


def categories(tx: Connection, channel: str) -> set[str]:
    """What the contents of this channel are billed as."""
    return set(
        tx.execute(
            select(ProviderContentRow.category).where(
                ProviderContentRow.channel == channel, ProviderContentRow.category != ""
            )
        ).scalars()
    )


def sid(tx: Connection, channel: str, name: str, form: str) -> str | None:
    """The provider's SID of the content with this name and form, or None."""
    return tx.execute(
        select(ProviderContentRow.sid).where(
            ProviderContentRow.channel == channel,
            ProviderContentRow.name == name,
            ProviderContentRow.form == form,
        )
    ).scalar_one_or_none()
