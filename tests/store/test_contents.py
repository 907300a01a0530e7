"""What was made at a provider is found again by our names."""

from datetime import UTC, datetime, timedelta

from store import contents
from store.db import Database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _keep(database: Database, name: str, sid: str, state: str = "in_session", **more: str) -> None:
    channel, form = more.get("channel", "whatsapp"), more.get("form", "f1")
    with database.write() as tx:
        contents.save(tx, channel, contents.Content(name, form, sid, state, NOON))


def test_what_is_seen_again_replaces_what_was_known(database: Database) -> None:
    _keep(database, "ready", "HX1", "pending")
    with database.write() as tx:
        later = NOON + timedelta(hours=1)
        seen = contents.Content("ready", "f1", "HX1", "approved", later, "UTILITY")
        contents.save(tx, "whatsapp", seen)
    with database.read() as tx:
        assert contents.all_of(tx, "whatsapp") == [seen]
        assert contents.categories(tx, "whatsapp") == {"UTILITY"}
        assert contents.categories(tx, "elsewhere") == set()


def test_a_channel_knows_its_own_by_name(database: Database) -> None:
    _keep(database, "list-4", "HX2")
    _keep(database, "choices-1", "HX1")
    _keep(database, "choices-1", "other", channel="elsewhere")
    with database.read() as tx:
        kept = contents.all_of(tx, "whatsapp")
        assert [(one.name, one.sid) for one in kept] == [("choices-1", "HX1"), ("list-4", "HX2")]


def test_another_form_is_another_content(database: Database) -> None:
    _keep(database, "ready", "HX1", form="old")
    _keep(database, "ready", "HX2", form="new")
    with database.read() as tx:
        assert contents.sid(tx, "whatsapp", "ready", "new") == "HX2"
        assert contents.sid(tx, "whatsapp", "ready", "old") is None
        assert contents.sid(tx, "whatsapp", "other", "new") is None
