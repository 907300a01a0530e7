"""A person on WhatsApp, and the real processes between them and a Twilio of its own process."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import select

from channels.base import Request
from store.models import InboxRow
from tests.journeys.whatsapp import PUBLIC, House, Meet, Member, reported
from tests.loopback.twilio_process import settings, twilio_process
from tests.running import BIN, environment, free_port, running


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """`dixminutes up` beside Twilio, `connect whatsapp` done and the template approved."""
    folder, port = tmp_path_factory.mktemp("whatsapp"), free_port()
    env = settings(f"http://127.0.0.1:{port}", PUBLIC)
    with ExitStack() as stack:
        product = stack.enter_context(running(folder, **env))
        twilio = stack.enter_context(twilio_process(port, product.base))
        _connect(folder, env)
        assert "approved" in twilio.control("review", {}).values()
        assert "approuvé par Meta" in _connect(folder, env)
        yield House(product, twilio)


@pytest.fixture
def meet(house: House) -> Iterator[Meet]:
    """Introduces people; after the test they want nothing more, for the others share the days."""
    met: list[Member] = []

    def introduced(*, hidden: bool = False) -> Member:
        met.append(Member(house, hidden=hidden))
        return met[-1]

    yield introduced
    for one in met:
        one.acts(one.user.opts("STOP"))


def _connect(folder: Path, env: dict[str, str]) -> str:
    ran = subprocess.run(
        [BIN / "dixminutes", "connect", "whatsapp"],
        cwd=folder,
        env=environment(folder, **env),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_three_mornings_of_someone_who_joined(house: House, meet: Meet) -> None:
    amina = meet()
    first = house.three_working_days()
    assert "Ta première astuce" in amina.joins()["text"]
    heard = len(amina.bubbles())

    house.push(first.replace(hour=9) + timedelta(days=1))
    whole = amina.hears(heard)
    assert [label for _, label in whole["buttons"]] == ["Testé ✅", "Plus tard", "Pas pour moi"]
    assert whole["content"].startswith("dixminutes_choices_3")
    house.comes_to(whole["sid"], "delivered")

    # Were it to send free text now, Twilio would not deliver it.
    long_ago = {"addresses": [amina.user.seen_as], "at": "2020-01-01T00:00:00+00:00"}
    house.twilio.control("hear", long_ago)
    house.twilio.control("script", [{"do": "becomes", "statuses": ["sent", "delivered", "read"]}])
    house.push(first.replace(hour=9) + timedelta(days=2))
    ready = amina.hears(heard + 1)
    assert ready["content"].startswith("dixminutes_ready")
    assert ready["buttons"] == [["tip.show", "Voir l’astuce"]]
    house.comes_to(ready["sid"], "read")

    tip = amina.taps("Voir l’astuce")
    labels = [label for _, label in tip["buttons"]]
    assert labels == ["Testé ✅", "Pas pour moi", "Ce qui me freine"]
    assert len(amina.bubbles()) == heard + 3
    house.comes_to(tip["sid"], "delivered")


def test_a_window_that_closed_after_all_brings_the_template(house: House, meet: Meet) -> None:
    bruno = meet()
    first = house.three_working_days()
    bruno.joins()
    heard = len(bruno.bubbles())
    house.twilio.control("script", [{"do": "becomes", "statuses": ["queued"]}])
    house.push(first.replace(hour=9) + timedelta(days=1))
    whole = bruno.hears(heard)
    house.comes_to(whole["sid"], "sent")
    for _ in range(2):
        assert house.post(reported(whole, "undelivered", 63016)) == 204
    assert bruno.hears(heard + 1)["content"].startswith("dixminutes_ready")


def test_a_stop_of_someone_who_hides_their_number(house: House, meet: Meet) -> None:
    claire, witness = meet(hidden=True), meet()
    first = house.three_working_days()
    claire.joins()
    witness.joins()
    heard, seen = len(claire.bubbles()), len(witness.bubbles())
    claire.acts(claire.user.opts("STOP"))
    house.push(first.replace(hour=9) + timedelta(days=1))
    witness.hears(seen)
    assert len(claire.bubbles()) == heard
    assert claire.bubbles()[0]["to"].startswith("whatsapp:FR.")


def test_one_message_delivered_twice_has_one_effect(house: House, meet: Meet) -> None:
    denis = meet()
    denis.joins()
    heard = len(denis.bubbles())
    asked = denis.user.text("AIDE")
    denis.acts(asked)
    assert house.post(asked) == 204
    denis.hears(heard)
    sid = dict(parse_qsl(asked.body.decode()))["MessageSid"]
    with house.product.database() as database, database.read() as tx:
        rows = tx.execute(select(InboxRow.status).where(InboxRow.provider_id == sid))
        assert rows.scalars().all() == ["done"]


def test_statuses_in_any_order_and_twice(house: House, meet: Meet) -> None:
    eve = meet()
    house.twilio.control("script", [{"do": "becomes", "statuses": ["queued"]}])
    said = eve.says("Bonjour")
    house.comes_to(said["sid"], "sent")
    for status in ("delivered", "sent", "read", "delivered", "read", "sent", "queued"):
        assert house.post(reported(said, status)) == 204
    assert house.ledger(said["sid"]) == "read"


def test_statuses_that_come_before_the_answer(house: House, meet: Meet) -> None:
    house.twilio.control("script", [{"do": "early", "statuses": ["sent", "delivered"]}])
    said = meet().says("Bonjour")
    house.comes_to(said["sid"], "delivered")


def test_an_answer_of_twilio_lost_on_the_way_repeats_nothing(house: House, meet: Meet) -> None:
    frank = meet()
    house.twilio.control("script", [{"do": "accept_then_drop"}])
    said = frank.says("Bonjour")
    house.comes_to(said["sid"], "delivered")
    frank.says("Bonjour ?")
    assert len(frank.bubbles()) == 2
    assert house.twilio.control("stats")["calls"]["list_messages"] >= 1


def test_what_twilio_did_not_sign_is_refused(house: House, meet: Meet) -> None:
    member = meet()
    said = member.says("Bonjour")
    house.comes_to(said["sid"], "delivered")
    assert house.post(reported(said, "read", token="another token")) == 403
    forger = replace(member.user, token="another token")
    assert house.post(forger.text("REJOINDRE DEMO")) == 403
    assert house.post(Request(b"Body=x", {}, member.user.url)) == 403
    assert house.ledger(said["sid"]) == "delivered"
    assert len(member.bubbles()) == 1


def test_more_than_a_mebibyte_is_refused(house: House, meet: Meet) -> None:
    assert house.post(meet().user.text("x" * (1 << 20))) == 413
