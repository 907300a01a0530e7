"""`dixminutes why`: the ledger's reasons, in words."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from channels.whatsapp.errors import CODES, of_code
from cli.because import BECAUSE, because
from cli.why import lines
from core.message import NOTICE
from core.person import Role
from core.reasons import Reason
from store.db import Database
from tests import chat
from tests.chat import House, Member
from tests.workers.stage import active
from workers import alerts, delivery

DAY = timedelta(days=1)
ROOT = Path(__file__).parent.parent.parent
FAILED = re.compile(
    r"(?:Refused|NotSent|SlowDown|OutcomeUnknown|Misconfigured|Unreachable|Unsure|WindowClosed)"
    r"\(\"([a-z_]+)\""
)


def told(house: House, member: Member) -> list[str]:
    with house.context.database.read() as tx:
        return [" ".join(line.split()) for line in lines(tx, house.context, member.person)]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason) -> None:
    assert BECAUSE[reason.value]
    assert because(reason.value).startswith(f"{reason.value} (")


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_whatsapp_has_words_and_keeps_its_number(code: int) -> None:
    failure = of_code(code)
    assert failure is not None
    assert because(failure.reason).startswith(f"{failure.reason} (")
    assert str(code) in because(failure.reason)


@pytest.mark.parametrize("room", ["channels", "workers"])
def test_every_word_of_a_failed_send_is_explained(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        for word in FAILED.findall(path.read_text(encoding="utf-8")):
            assert because(word) != word, f"{path.name} says {word}"


def test_a_code_without_a_rule_says_where_to_look_it_up() -> None:
    assert because("twilio_12345").startswith("twilio_12345 (")
    assert because("never_heard") == "never_heard"


def test_a_second_try_is_told() -> None:
    assert because("repeat:timeout").endswith("envoyé une seconde fois)")


def test_what_a_limit_of_whatsapp_held_is_told(database: Database) -> None:
    with chat.house(database, window=DAY, whatsapp_people_per_day=1) as house:
        house.organisation()
        house.paper.approved.add(NOTICE)
        due = house.clock.now() + 2 * DAY
        everyone = [active(house, name, next_at=due) for name in ("amina", "bruno")]
        house.clock.set(due)
        house.tick()
        [held] = [member for member in everyone if not member.keys]
        [sent] = [member for member in everyone if member.keys]
        assert any("sent en modèle" in line for line in told(house, sent))
        assert any(
            "skipped en modèle : people_limit (limite de personnes du jour" in line
            for line in told(house, held)
        )


def test_an_admin_s_alerts_are_told_with_their_reason(database: Database) -> None:
    with chat.house(database, window=DAY, whatsapp_people_per_day=1) as house:
        house.organisation()
        denis = active(house, "denis", role=Role.ADMIN)
        due = house.clock.now() + DAY
        for name in ("amina", "bruno"):
            active(house, name, next_at=due)
        house.clock.advance(hours=5)
        alerts.look(house.context, house.clock.now())
        denis.says("STOP")
        delivery.batch(house.context, house.courier)
        said = told(house, denis)
        assert said[1].startswith("admin : prévenu")
        assert any("alert.limit skipped : stopped (arrêté)" in line for line in said)


def test_the_week_ahead_is_told_in_words(house: House) -> None:
    amina = active(house, "amina")
    week = [line for line in told(house, amina) if line.startswith("2026-11-")]
    assert "2026-11-07 not_working (jour non travaillé)" in week
    assert "2026-11-11 holiday (jour férié)" not in week
    assert "2026-11-02 possible" in week
