"""The played Twilio is worth its name: the vendor's own client reads, and is refused, as usual."""

import inspect
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account import AccountInstance
from twilio.rest.api.v2010.account.message import MessageInstance
from twilio.rest.api.v2010.account.message.media import MediaInstance
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderInstance

from tests.loopback import twilio_script as script
from tests.loopback.twilio_api import SENDER, TwilioApi
from tests.loopback.twilio_sdk import sdk, twilio_in_a_thread
from tests.loopback.twilio_user import TwilioUser

AMINA = "whatsapp:+33639980001"
BRUNO = "whatsapp:+33639980002"
HIDDEN = "whatsapp:FR.1A2B3C4D5E6F7A8B"
CALLBACK = "https://coach.example.test/webhooks/whatsapp/status?d=7"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Clock:
    """A time that a test moves."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def served() -> Iterator[TwilioApi]:
    with twilio_in_a_thread() as api:
        yield api


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(served: TwilioApi, clock: Clock) -> TwilioApi:
    """Nothing sent, nothing heard, noon."""
    for kept in (served.messages, served.inbound, served.heard, served.script, served.failing):
        kept.clear()
    served.opted_out.clear()
    served.calls.clear()
    served.clock = clock
    return served


@pytest.fixture
def client(api: TwilioApi) -> Client:
    return sdk(api)


def send(client: Client, to: str = AMINA, body: str = "Bonjour", **more: Any) -> MessageInstance:
    return client.messages.create(
        to=to, from_=SENDER, body=body, **{"status_callback": CALLBACK, **more}
    )


def raw(client: Client) -> dict[str, Any]:
    """The last answer, as it came."""
    http: TwilioHttpClient = client.http_client
    answer: dict[str, Any] = json.loads(http._test_only_last_response.text)
    return answer


def read_by(instance: type) -> set[str]:
    """The names a class of the SDK reads in an answer."""
    return set(
        re.findall(r'payload\.get\(\s*"(\w+)"', inspect.getsource(vars(instance)["__init__"]))
    )


def refused(client: Client, **parameters: Any) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as caught:
        client.messages.create(**parameters)
    return caught.value


GOOD = {"to": AMINA, "from_": SENDER, "body": "Bonjour"}
UNKNOWN = "HX" + "0" * 32


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "whatsapp:0639980001"}, 21211),
        ({"to": "whatsapp:FR1A2B"}, 21211),
        ({"to": "whatsapp:FR." + "A" * 129}, 21211),
        ({"to": "+33639980001"}, 21910),
        ({"to": SENDER}, 63031),
        ({"from_": ""}, 21603),
        ({"from_": "whatsapp:coach"}, 21212),
        ({"from_": "+33639980042"}, 21910),
        ({"from_": "whatsapp:+33639980043"}, 63007),
        ({"body": ""}, 21619),
        ({"body": "x" * 1601}, 21617),
        ({"content_variables": "{}"}, 21654),
        ({"content_sid": "HX12"}, 21655),
        ({"content_sid": UNKNOWN}, 21655),
        ({"validity_period": 0}, 21624),
        ({"validity_period": 36_001}, 21624),
        ({"status_callback": "coach.example.test/status"}, 21609),
    ],
)
def test_a_message_twilio_does_not_queue(
    api: TwilioApi, client: Client, change: dict[str, Any], code: int
) -> None:
    error = refused(client, **{**GOOD, **change})
    assert (error.code, error.status) == (code, 400)
    assert not api.messages


@pytest.mark.parametrize(
    "change",
    [{"body": "é" * 1600}, {"to": HIDDEN}, {"validity_period": 36_000}, {"validity_period": 1}],
)
def test_a_message_at_the_edge_of_the_rules(
    api: TwilioApi, client: Client, change: dict[str, Any]
) -> None:
    client.messages.create(**{**GOOD, **change})
    assert len(api.messages) == 1


def test_a_wrong_token_is_told_so(api: TwilioApi) -> None:
    error = refused(sdk(api, "another token"), **GOOD)
    assert (error.code, error.status) == (20003, 401)


def test_another_account_s_address_is_not_found(client: Client) -> None:
    with pytest.raises(TwilioRestException) as caught:
        client.api.accounts("AC" + "0" * 32).fetch()
    assert (caught.value.code, caught.value.status) == (20404, 404)


def test_the_account_is_whole(api: TwilioApi, client: Client) -> None:
    account = client.api.accounts(api.account_sid).fetch()
    assert (account.sid, account.status, account.date_created) == (api.account_sid, "active", NOON)
    assert raw(client).keys() == read_by(AccountInstance)


def test_a_message_is_whole(client: Client) -> None:
    message = send(client)
    assert raw(client).keys() == read_by(MessageInstance)
    assert raw(client)["date_created"] == "Tue, 24 Nov 2026 12:00:00 +0000"
    assert re.fullmatch(r"SM[0-9a-f]{32}", message.sid)
    assert (message.status, message.num_segments, message.num_media) == ("queued", "1", "0")
    assert (message.from_, message.to, message.body) == (SENDER, AMINA, "Bonjour")
    assert (message.error_code, message.date_sent, message.date_created) == (None, None, NOON)
    assert message.uri == f"/2010-04-01/Accounts/{message.account_sid}/Messages/{message.sid}.json"


def test_outside_the_window_a_message_is_taken_then_undelivered(
    api: TwilioApi, client: Client
) -> None:
    message = send(client)
    assert message.error_code is None
    (report,) = api.reports(api.messages[0])
    assert b"MessageStatus=undelivered" in report.body
    assert b"ErrorCode=63016" in report.body
    fetched = message.fetch()
    assert (fetched.status, fetched.error_code) == ("undelivered", 63016)
    assert fetched.error_message.startswith("Failed to send freeform message")


@pytest.mark.parametrize(
    ("since", "arrives"),
    [
        (timedelta(0), True),
        (timedelta(hours=24) - timedelta(seconds=1), True),
        (timedelta(hours=24), False),
    ],
)
def test_a_window_is_open_for_24_hours(
    api: TwilioApi, client: Client, clock: Clock, since: timedelta, arrives: bool
) -> None:
    api.hear(AMINA)
    clock.now = NOON + since
    send(client)
    send(client, BRUNO)
    assert [message.arrives() for message in api.messages] == [arrives, False]


def test_somebody_who_opted_out_is_refused_at_once(api: TwilioApi, client: Client) -> None:
    api.opted_out.add(AMINA)
    assert refused(client, **GOOD).code == 21610


def test_messages_are_listed_newest_first_by_person_and_date(
    api: TwilioApi, client: Client, clock: Clock
) -> None:
    for minute in range(5):
        clock.now = NOON + timedelta(minutes=minute)
        send(client, AMINA if minute % 2 == 0 else BRUNO, f"{minute}")
    hers = client.messages.list(to=AMINA)
    assert [message.body for message in hers] == ["4", "2", "0"]
    since = NOON + timedelta(minutes=2)
    assert [m.body for m in client.messages.list(to=AMINA, date_sent_after=since)] == ["4", "2"]
    assert [m.body for m in client.messages.list(date_sent_before=since)] == ["2", "1", "0"]
    assert client.messages.list(from_=AMINA) == []
    assert client.messages.list(date_sent=NOON - timedelta(days=1)) == []


def test_a_long_list_comes_in_pages(api: TwilioApi, client: Client) -> None:
    for number in range(5):
        send(client, body=str(number))
    page = client.messages.page(page_size=2, to=AMINA)
    assert (raw(client)["start"], raw(client)["end"], raw(client)["page_size"]) == (0, 1, 2)
    assert "To=whatsapp%3A%2B33639980001" in raw(client)["next_page_uri"]
    assert [message.body for message in page] == ["4", "3"]
    assert [message.body for message in page.next_page().next_page()] == ["0"]
    assert len(client.messages.list(page_size=2)) == 5
    assert raw(client)["next_page_uri"] is None


CODES = (
    *(21211, 21610, 21611, 30001, 30008, 63001, 63003, 63005, 63007, 63014, 63016, 63017, 63018),
    *(63020, 63021, 63024, 63027, 63028, 63032, 63049, 63051),
)


@pytest.mark.parametrize("code", CODES)
def test_any_code_can_come_at_once_or_later(api: TwilioApi, client: Client, code: int) -> None:
    api.hear(AMINA)
    api.script.extend([script.refused(code), script.later(code)])
    assert refused(client, **GOOD).code == code
    send(client)
    api.reports(api.messages[0])
    assert client.messages(api.messages[0].sid).fetch().error_code == code


def test_slow_down_says_how_long(api: TwilioApi, client: Client) -> None:
    api.script.append(script.slow_down(7))
    error = refused(client, **GOOD)
    assert (error.code, error.status) == (20429, 429)
    assert client.http_client._test_only_last_response.headers["Retry-After"] == "7"


@pytest.mark.parametrize(
    ("step", "accepted"),
    [
        (script.server_error(), 0),
        (script.server_error(500, accepts=True), 1),
        (script.hang(), 0),
        (script.hang(accepts=True), 1),
        (script.drop(), 0),
        (script.accept_then_drop(), 1),
        (script.garbled(), 1),
        (script.garbled(accepts=False), 0),
    ],
)
def test_a_broken_answer_says_nothing_of_the_message(
    api: TwilioApi, step: script.Step, accepted: int
) -> None:
    api.script.append(step)
    with pytest.raises((TwilioRestException, OSError, ValueError)):
        send(sdk(api, timeout=0.3))
    assert [message.told for message in api.messages] == [False] * accepted
    send(sdk(api))
    assert len(api.messages) == accepted + 1


def test_a_trouble_waits_for_its_own_operation(api: TwilioApi, client: Client) -> None:
    api.script.append(script.server_error(operation="list_messages"))
    send(client)
    with pytest.raises(Exception, match="Unable to fetch page"):
        client.messages.list(limit=1)


def test_a_sender_s_webhook_can_be_set(api: TwilioApi, client: Client) -> None:
    (sender,) = client.messaging.v2.channels_senders.list(channel="whatsapp")
    assert (sender.sender_id, sender.status) == (SENDER, "ONLINE")
    assert sender.fetch().properties["quality_rating"] == "HIGH"
    assert raw(client).keys() == read_by(ChannelsSenderInstance)
    change = ChannelsSenderInstance.MessagingV2ChannelsSenderRequestsUpdate(
        {"webhook": {"callback_url": "https://coach.example.test/w", "callback_method": "POST"}}
    )
    sender.update(change)
    assert sender.fetch().webhook["callback_url"] == "https://coach.example.test/w"
    assert sender.fetch().webhook["fallback_url"] is None
    assert client.messaging.v2.channels_senders.list(channel="rcs") == []


def test_a_message_that_is_over_can_be_redacted_and_deleted(api: TwilioApi, client: Client) -> None:
    sid = str(client.messages.create(**GOOD).sid)
    for change in (lambda: client.messages(sid).update(body=""), client.messages(sid).delete):
        with pytest.raises(TwilioRestException) as caught:
            change()
        assert (caught.value.code, caught.value.status) == (20009, 400)
    api.reports(api.messages[0])
    assert client.messages(sid).update(body="").body == ""
    assert client.messages(sid).fetch().body == ""
    assert client.messages(sid).delete()
    assert client.messages.list() == []
    with pytest.raises(TwilioRestException) as gone:
        client.messages(sid).delete()
    assert gone.value.status == 404


def test_the_files_of_a_message_are_listed(api: TwilioApi, client: Client) -> None:
    call = TwilioUser(api=api).media("voice")
    form = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
    (listed,) = client.messages(form["MessageSid"]).media.list()
    assert form["MediaUrl0"].endswith(f"/{listed.sid}")
    assert (listed.parent_sid, listed.content_type) == (form["MessageSid"], "audio/ogg")
    fetched = client.messages(form["MessageSid"]).media(listed.sid).fetch()
    assert fetched.uri == listed.uri
    assert raw(client).keys() == read_by(MediaInstance)
    assert client.messages(str(client.messages.create(**GOOD).sid)).media.list() == []
