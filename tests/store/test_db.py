"""How the database is reached, and what is said when it cannot be."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, func, insert, select, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import StatementError

from store.db import Database, DatabaseAway, Instant
from store.models import AuditRow

DIALECTS: list[Dialect] = [
    create_engine("sqlite://").dialect,
    create_engine("postgresql+psycopg://").dialect,
]
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)

UNREADABLE = {
    "nothing at all": "",
    "no URL": "nonsense",
    "another vendor": "mysql://dix:s3cret@localhost/dix",
    "a port that is no number": "postgresql://dix:s3cret@localhost:s3cret/dix",
    "an @ left in the password": "postgresql://dix:x@s3cret@localhost/dix",
    "a driver that does not exist": "sqlite+s3cret:///dix.db",
}
AWAY = {
    "nobody listens": "postgresql://dix:s3cret@127.0.0.1:1/dix",
    "nobody listens, said the old way": "postgres://dix:s3cret@127.0.0.1:1/dix",
    "no socket": "postgresql://dix:s3cret@/dix?host=/nowhere",
    "an option that does not exist": "postgresql://dix:s3cret@/dix?wrong=s3cret",
    "a folder that does not exist": "sqlite:////nowhere/dix.db",
    "a folder instead of a file": "sqlite:////tmp",
}


def note(database: Database, act: str = "noted") -> None:
    with database.write() as tx:
        tx.execute(insert(AuditRow).values(act=act, detail={}, at=NOON))


def acts(database: Database) -> list[str]:
    with database.read() as tx:
        return list(tx.execute(select(AuditRow.act).order_by(AuditRow.id)).scalars())


def one_line_without_secrets(error: DatabaseAway) -> None:
    said = str(error)
    assert said
    assert "\n" not in said
    assert "s3cret" not in said


@pytest.mark.parametrize("url", UNREADABLE.values(), ids=UNREADABLE)
def test_a_url_that_cannot_be_read(url: str) -> None:
    with pytest.raises(DatabaseAway) as away:
        Database(url)
    one_line_without_secrets(away.value)
    assert "DATABASE_URL" in str(away.value)
    assert away.value.__cause__ is None


@pytest.mark.parametrize("url", AWAY.values(), ids=AWAY)
def test_a_database_that_does_not_answer(url: str) -> None:
    database = Database(url)
    with pytest.raises(DatabaseAway) as away:
        database.ping()
    one_line_without_secrets(away.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Bonjour Amina, " * 100)
    with pytest.raises(DatabaseAway) as away:
        Database(f"sqlite:///{path}").ping()
    one_line_without_secrets(away.value)
    assert path.read_text() == "Bonjour Amina, " * 100


def test_a_database_in_memory_is_one_database() -> None:
    database = Database("sqlite://")
    with database.write() as tx:
        tx.execute(text("CREATE TABLE seen (id INTEGER)"))
    with database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM seen")).scalar_one() == 0


def test_a_write_is_all_or_nothing(database: Database) -> None:
    def broken_halfway() -> None:
        with database.write() as tx:
            tx.execute(insert(AuditRow).values(act="first", detail={}, at=NOON))
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        broken_halfway()
    assert acts(database) == []


def test_an_error_of_ours_is_not_called_an_absent_database(database: Database) -> None:
    with pytest.raises(KeyError), database.write():
        raise KeyError("ours")


def test_errors_do_not_quote_the_values_of_a_statement(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError) as refused, database.write() as tx:
        tx.execute(insert(AuditRow).values(act="s3cret", detail={}, at=naive))
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
def test_a_naive_datetime_is_refused(dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="names no instant"):
        Instant().process_bind_param(NOON.replace(tzinfo=None), dialect)


@given(
    st.timedeltas(timedelta(days=-40_000), timedelta(days=60_000)),
    st.integers(-14 * 60, 14 * 60),
)
def test_an_instant_comes_back_the_same_in_utc(ago: timedelta, minutes: int) -> None:
    instant = (NOON - ago).astimezone(timezone(timedelta(minutes=minutes)))
    for dialect in DIALECTS:
        kept = Instant().process_bind_param(instant, dialect)
        back = Instant().process_result_value(kept, dialect)
        assert back == instant
        assert back is not None
        assert back.utcoffset() == timedelta(0)


def test_an_instant_is_found_by_equality_whatever_its_zone(database: Database) -> None:
    with database.write() as tx:
        tx.execute(insert(AuditRow).values(act="noted", detail={}, at=NOON))
    paris = NOON.astimezone(timezone(timedelta(hours=1)))
    with database.read() as tx:
        assert tx.execute(select(AuditRow.at).where(AuditRow.at == paris)).scalar_one() == NOON


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    note(database)
    with database.write() as tx:
        tx.execute(insert(AuditRow).values(act="later", detail={}, at=NOON))
        assert acts(database) == ["noted"]
    assert acts(database) == ["noted", "later"]


def test_on_sqlite_two_writers_take_turns_instead_of_failing(sqlite_database: Database) -> None:
    def count_and_add() -> None:
        for _ in range(20):
            with sqlite_database.write() as tx:
                seen = tx.execute(select(func.count()).select_from(AuditRow)).scalar_one()
                tx.execute(insert(AuditRow).values(act=str(seen), detail={}, at=NOON))

    both = [threading.Thread(target=count_and_add) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert acts(sqlite_database) == [str(number) for number in range(40)]


def test_a_full_disk_is_said_in_one_line_and_loses_nothing(sqlite_database: Database) -> None:
    note(sqlite_database)
    with sqlite_database.read() as tx:
        pages = tx.execute(text("PRAGMA page_count")).scalar_one()
        # The limit belongs to the pooled connection that the next transaction uses as well.
        tx.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    too_much = [{"act": "big", "detail": {"text": "x" * 4000}, "at": NOON}] * 50
    with pytest.raises(DatabaseAway) as away, sqlite_database.write() as tx:
        tx.execute(insert(AuditRow), too_much)
    one_line_without_secrets(away.value)
    assert "full" in str(away.value)
    assert acts(sqlite_database) == ["noted"]
    with sqlite_database.read() as tx:
        tx.execute(text("PRAGMA max_page_count = 100000"))
        assert tx.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    note(sqlite_database, "space again")
    assert acts(sqlite_database) == ["noted", "space again"]


def test_a_postgresql_that_comes_back_is_used_again(postgres_database: Database) -> None:
    postgres_database.ping()
    other = Database(postgres_database.engine.url.render_as_string(hide_password=False))
    with other.write() as tx:
        tx.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.close()
    note(postgres_database)
    assert acts(postgres_database) == ["noted"]


def test_a_connection_lost_on_the_way_is_an_absent_database(postgres_database: Database) -> None:
    with pytest.raises(DatabaseAway) as away, postgres_database.write() as tx:
        tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    one_line_without_secrets(away.value)


def test_sqlite_is_kept_as_the_product_needs_it(tmp_path: Path) -> None:
    opened = Database(f"sqlite:///{tmp_path / 'dixminutes.db'}")
    with opened.read() as tx:
        kept = {
            name: tx.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    opened.close()
    assert kept == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_ids_are_never_given_twice(database: Database) -> None:
    note(database)
    with database.write() as tx:
        first = tx.execute(select(AuditRow.id)).scalar_one()
        tx.execute(delete(AuditRow))
    note(database)
    with database.read() as tx:
        assert tx.execute(select(AuditRow.id)).scalar_one() == first + 1
