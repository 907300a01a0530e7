"""Status callbacks: what became of a message."""

from collections import Counter
from urllib.parse import urlencode

import pytest

from channels.base import (
    NotSent,
    OptedOut,
    Refused,
    Report,
    Request,
    SendFailed,
    Unreadable,
    WindowClosed,
)
from channels.whatsapp.status import callback_url, report

PUBLIC = "https://coach.example"
SID = "SM" + "0b" * 16


def told(status: str, ref: str = "17", **given: str) -> list[Report]:
    form = {"MessageSid": SID, "MessageStatus": status, "To": "whatsapp:+33612345678", **given}
    return report(Request(urlencode(form).encode(), {}, callback_url(PUBLIC, ref)), Counter())


@pytest.mark.parametrize("status", ["sent", "delivered", "read"])
def test_an_arrival_names_the_message_twice(status: str) -> None:
    assert told(status) == [Report("17", SID, status)]  # type: ignore[arg-type]


@pytest.mark.parametrize("status", ["queued", "accepted", "scheduled", "sending"])
def test_on_its_way_says_nothing(status: str) -> None:
    assert told(status) == []


@pytest.mark.parametrize(
    ("status", "code", "failure", "reason"),
    [
        ("undelivered", "63016", WindowClosed, "window_63016"),
        ("failed", "63014", OptedOut, "blocked_63014"),
        ("undelivered", "30008", NotSent, "unknown_error_30008"),
        ("undelivered", "63999", Refused, "twilio_63999"),
        ("canceled", "", Refused, "canceled"),
        ("failed", "0", Refused, "failed"),
        ("undelivered", "six", Refused, "undelivered"),
        ("undelivered", "٣٤", Refused, "undelivered"),
        ("undelivered", "9" * 5000, Refused, "undelivered"),
    ],
)
def test_a_failure_says_what_can_be_done(
    status: str, code: str, failure: type[SendFailed], reason: str
) -> None:
    [one] = told(status, ErrorCode=code)
    assert (one.ref, one.provider_id, one.status) == ("17", SID, "failed")
    assert type(one.failure) is failure
    assert one.failure is not None
    assert one.failure.reason == reason


def test_a_failure_does_not_repeat_the_text_of_the_error() -> None:
    [one] = told("failed", ErrorCode="63016", ErrorMessage="a word of a person")
    assert "person" not in repr(one)


@pytest.mark.parametrize("ref", ["17", "a/b", "a b&d=2", "é", "+"])
def test_any_reference_comes_back(ref: str) -> None:
    [one] = told("sent", ref)
    assert one.ref == ref


def test_without_a_reference_the_sid_is_left() -> None:
    assert told("sent", ref="") == [Report("", SID, "sent")]
    assert callback_url(PUBLIC, "") == f"{PUBLIC}/webhooks/whatsapp/status"


def test_a_word_nobody_knows_is_counted() -> None:
    ignored: Counter[str] = Counter()
    form = urlencode({"MessageSid": SID, "MessageStatus": "brand_new"})
    assert report(Request(form.encode()), ignored) == []
    assert ignored == {"status": 1}


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b"MessageSid=SM1", b"MessageStatus=sent"])
def test_what_is_no_status_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        report(Request(body), Counter())
