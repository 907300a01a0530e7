"""How a send ended decides what the ledger says: again, later, never, or nobody knows."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from channels import base
from channels.base import Receipt
from core.message import Address, Outbound
from store import outbox
from store.db import Database
from store.outbox import REPLY, Message
from tests import chat
from tests.chat import House, Member, Paper
from tests.workers.stage import active, due_in, nudge, reachable, reply, row, said, stands
from workers import delivery, mishaps


@pytest.fixture
def amina(house: House) -> Member:
    return active(house, "amina")


def deliver(house: House) -> None:
    """One batch."""
    delivery.batch(house.context, house.courier)


def test_what_left_is_sent_and_named(house: House, amina: Member) -> None:
    nudge(house, amina, "w01d1")
    deliver(house)
    assert stands(house, "w01d1") == ("sent", None)
    assert row(house, "w01d1").provider_id == "1"
    assert row(house, "w01d1").sent_at == house.clock.now()
    assert said(house) == ["w01d1"]


class TestSlowDown:
    def test_waits_exactly_as_long_as_asked_and_uses_no_try(
        self, house: House, amina: Member
    ) -> None:
        reply(house, amina, "hello")
        house.paper.refusing = [base.SlowDown("flood", 37.5)]
        deliver(house)
        assert stands(house, "hello") == ("planned", "flood")
        assert (row(house, "hello").attempts, due_in(house, "hello")) == (0, 37.5)

        house.clock.advance(seconds=37)
        deliver(house)
        assert said(house) == []

        house.clock.advance(seconds=0.5)
        # Silence was asked of the sender in real time too: not to be waited for here.
        house.courier._pace = None
        deliver(house)
        assert said(house) == ["hello"]
        assert stands(house, "hello") == ("sent", None)


class TestNotSent:
    def test_is_tried_again_later_and_later(self, house: House, amina: Member) -> None:
        reply(house, amina, "hello")
        house.paper.refusing = [base.NotSent("down") for _ in range(4)]
        waits = []
        for _ in range(4):
            deliver(house)
            assert stands(house, "hello") == ("planned", "down")
            waits.append(due_in(house, "hello"))
            house.clock.advance(seconds=waits[-1])
        assert waits == [5, 10, 15, 20]
        deliver(house)
        assert said(house) == ["hello"]

    def test_a_reply_is_given_up_in_the_end(self, house: House, amina: Member) -> None:
        reply(house, amina, "hello", attempts=mishaps.REPLY_TRIES - 1)
        house.paper.refusing = [base.NotSent("down")]
        deliver(house)
        assert stands(house, "hello") == ("failed", "down")

    def test_goes_out_once_when_it_gets_through(self, house: House, amina: Member) -> None:
        nudge(house, amina, "w01d1")
        house.paper.refusing = [base.NotSent("down"), base.NotSent("down")]
        for _ in range(6):
            deliver(house)
            house.clock.advance(seconds=10)
        assert said(house) == ["w01d1"]

    def test_a_piece_given_up_frees_its_day(self, house: House, amina: Member) -> None:
        today = house.clock.now().date()
        nudge(house, amina, "w01d1", proactive_day=today)
        house.paper.refusing = [base.Refused("rotten")]
        deliver(house)
        assert stands(house, "w01d1") == ("failed", "rotten")
        assert row(house, "w01d1").proactive_day is None


class TestUnreachable:
    def test_marks_the_address_and_never_tries_again(self, house: House, amina: Member) -> None:
        nudge(house, amina, "w01d1")
        house.paper.refusing = [base.Unreachable("blocked")]
        deliver(house)
        assert stands(house, "w01d1") == ("failed", "blocked")
        assert reachable(house) == [False]
        house.clock.advance(hours=1)
        deliver(house)
        assert said(house) == []

    def test_a_word_from_the_person_makes_it_good_again(self, house: House, amina: Member) -> None:
        reply(house, amina, "hello")
        house.paper.refusing = [base.Unreachable("blocked")]
        deliver(house)
        amina.says("bonjour")
        assert reachable(house) == [True]


class TestMoved:
    def test_renames_the_chat_and_sends_again_there(self, house: House, amina: Member) -> None:
        house.context.channels["paper"] = house.paper = Migrated()
        nudge(house, amina, "w01d1", "w01d2")
        while delivery.batch(house.context, house.courier):
            pass
        assert said(house) == ["w01d1", "w01d2"]
        assert {to for to, _ in house.paper.sent} == {Address("paper", "amina-2")}
        assert stands(house, "w01d1") == ("sent", None)
        assert house.member("amina-2").person.state.value == "active"


class TestMisconfigured:
    def test_waits_a_minute_and_tells_the_operator(
        self, house: House, amina: Member, capsys: pytest.CaptureFixture[str]
    ) -> None:
        reply(house, amina, "hello")
        house.paper.refusing = [base.Misconfigured("wrong_token")]
        deliver(house)
        assert stands(house, "hello") == ("planned", "wrong_token")
        assert (row(house, "hello").attempts, due_in(house, "hello")) == (0, 60)
        told = "".join(capsys.readouterr())
        assert "channel_misconfigured" in told
        assert "amina" not in told


class TestOutcomeUnknown:
    def test_a_nudge_is_not_repeated(self, house: House, amina: Member) -> None:
        today = house.clock.now().date()
        nudge(house, amina, "w01d1", proactive_day=today)
        house.paper.refusing = [base.OutcomeUnknown("timeout")]
        deliver(house)
        house.clock.advance(hours=1)
        deliver(house)
        assert stands(house, "w01d1") == ("unknown", "timeout")
        assert row(house, "w01d1").proactive_day == today, "it may have been read: the day is used"
        assert said(house) == []

    def test_a_reply_is_sent_once_more(self, house: House, amina: Member) -> None:
        reply(house, amina, "hello")
        house.paper.refusing = [base.OutcomeUnknown("timeout")]
        deliver(house)
        assert stands(house, "hello") == ("planned", "repeat:timeout")
        deliver(house)
        assert stands(house, "hello") == ("sent", None)

    def test_and_no_third_time(self, house: House, amina: Member) -> None:
        reply(house, amina, "hello")
        house.paper.refusing = [base.OutcomeUnknown("timeout") for _ in range(3)]
        for _ in range(4):
            deliver(house)
        assert stands(house, "hello") == ("unknown", "timeout")
        assert len(house.paper.refusing) == 1

    def test_a_bug_in_a_channel_is_an_unknown_outcome(
        self, house: House, amina: Member, capsys: pytest.CaptureFixture[str]
    ) -> None:
        nudge(house, amina, "w01d1")
        house.context.channels["paper"] = Buggy()
        deliver(house)
        assert stands(house, "w01d1") == ("unknown", "broke")
        assert "w01d1" not in "".join(capsys.readouterr())


def test_a_channel_that_was_switched_off_fails_its_messages(house: House, amina: Member) -> None:
    reply(house, amina, "hello")
    [owed] = claimed(house)
    del house.context.channels["paper"]
    house.courier.deliver([owed], house.context.real() + timedelta(seconds=30))
    assert stands(house, "hello") == ("failed", "channel_off")


def claimed(house: House) -> list[Message]:
    """Claim without sending."""
    with house.context.database.write() as tx:
        return outbox.claim(
            tx,
            house.context.keyring,
            now=house.clock.now(),
            real_now=house.context.real(),
            limit=10,
            channels=["paper"],
        )


@dataclass
class Buggy(Paper):
    async def send(self, address: Address, message: Outbound) -> Receipt:
        raise RuntimeError(message.text)


@dataclass
class Migrated(Paper):
    """Amina's chat has a new id."""

    async def send(self, address: Address, message: Outbound) -> Receipt:
        if address.id == "amina":
            raise base.Moved("amina-2")
        return await super().send(address, message)


@dataclass
class Uneven(Paper):
    """The first message takes longer than the others."""

    most: int = 0
    flying: list[Address] = field(default_factory=list)

    async def send(self, address: Address, message: Outbound) -> Receipt:
        self.flying.append(address)
        self.most = max(self.most, len(self.flying))
        await asyncio.sleep(0.05 if "slow" in message.text else 0.001)
        self.flying.remove(address)
        return await super().send(address, message)


class TestOrder:
    def test_within_a_chat_nothing_overtakes(self, sqlite_database: Database) -> None:
        with self._uneven(sqlite_database) as (house, amina):
            reply(house, amina, "slow 1", "2", "3")
            deliver(house)
            assert said(house) == ["slow 1", "2", "3"]

    def test_chats_do_not_wait_for_each_other(self, sqlite_database: Database) -> None:
        with self._uneven(sqlite_database) as (house, amina):
            bruno = active(house, "bruno")
            reply(house, amina, "slow 1")
            reply(house, bruno, "2")
            deliver(house)
            assert said(house) == ["2", "slow 1"]

    def test_at_most_thirty_are_in_the_air(self, sqlite_database: Database) -> None:
        with self._uneven(sqlite_database) as (house, _):
            for number in range(40):
                nudge(house, active(house, f"p{number}"), f"slow {number}")
            deliver(house)
            assert isinstance(house.context.channels["paper"], Uneven)
            assert house.context.channels["paper"].most == 30
            assert len(said(house)) == 40

    def _uneven(self, database: Database) -> "Stage":
        return Stage(database)

    @pytest.mark.parametrize(
        "failure", [base.NotSent("down"), base.SlowDown("flood", 0.01, whole_channel=False)]
    )
    def test_what_has_to_wait_is_waited_for(
        self, house: House, amina: Member, failure: base.SendFailed
    ) -> None:
        reply(house, amina, "1", "2", "3")
        house.paper.refusing = [failure]
        deliver(house)
        assert said(house) == []
        house.clock.advance(seconds=5)
        deliver(house)
        assert said(house) == ["1", "2", "3"]

    def test_an_answer_in_parts_keeps_its_order_when_the_first_fails(self, house: House) -> None:
        bruno = house.member("bruno").says("REJOINDRE MAIRIE").says("n’importe quoi")
        assert len(bruno.keys) > 2, "an answer in several parts"
        amina = house.member("amina").says("REJOINDRE MAIRIE")
        house.paper.refusing = [base.NotSent("down")]
        amina.says("n’importe quoi")
        assert len(amina.keys) == 1, "the second part does not overtake the first"
        house.clock.advance(seconds=5)
        deliver(house)
        assert amina.keys == bruno.keys
        assert [one.text for one in amina.messages] == [one.text for one in bruno.messages]


class Stage:
    """A house whose paper channel is uneven, with Amina in it."""

    def __init__(self, database: Database) -> None:
        self.house = House(database)
        self.house.organisation()
        uneven = Uneven()
        self.house.paper = uneven
        self.house.context.channels["paper"] = uneven

    def __enter__(self) -> tuple[House, Member]:
        return self.house, active(self.house, "amina")

    def __exit__(self, *_: object) -> None:
        self.house.close()


def test_replies_go_before_nudges(sqlite_database: Database) -> None:
    with chat.house(sqlite_database) as house:
        house.organisation()
        amina = active(house, "amina")
        nudge(house, amina, "w01d1", due_at=house.clock.now() - timedelta(minutes=5))
        reply(house, active(house, "bruno"), "hello")
        delivery.batch(house.context, house.courier, size=1)
        assert said(house) == ["hello"]
        assert row(house, "hello").priority == REPLY
        delivery.batch(house.context, house.courier, size=1)
        assert said(house) == ["hello", "w01d1"]
