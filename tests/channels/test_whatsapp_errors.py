"""What codes and answers of Twilio mean. The table here is written by hand, from the provider."""

import pytest

from channels import base
from channels.whatsapp.errors import (
    CODES,
    Answered,
    NotPosted,
    NotTheApi,
    Unsure,
    failure,
    of_code,
    of_status,
)

MEANT: dict[type[base.SendFailed], list[int]] = {
    base.WindowClosed: [63016],
    base.SlowDown: [63018, 63017, 20429, 21611, 30001],
    base.NotBefore: [63049],
    base.OptedOut: [21610, 63014],
    base.Unreachable: [63003, 63024, 21211],
    base.Refused: [63005, 63032],
    base.BrokenTemplate: [63021, 63027, 63028],
    base.Misconfigured: [63007, 63001, 20003, 63020, 63051],
    base.NotSent: [30008],
}
EVERY = [(code, kind) for kind, codes in MEANT.items() for code in codes]
STATUSES = (400, 401, 403, 404, 429, 500, 503)


@pytest.mark.parametrize(("code", "kind"), EVERY)
class TestEveryCode:
    def test_as_a_status(self, code: int, kind: type[base.SendFailed]) -> None:
        for status in ("undelivered", "failed", "canceled"):
            assert type(of_status(status, code)) is kind

    def test_as_an_answer_whatever_its_http_status(
        self, code: int, kind: type[base.SendFailed]
    ) -> None:
        for status in STATUSES:
            assert type(failure(Answered(status, code))) is kind

    def test_its_reason_names_it(self, code: int, kind: type[base.SendFailed]) -> None:
        told = of_code(code)
        assert told is not None
        assert told.reason.endswith(f"_{code}")
        assert str(told) == told.reason


@pytest.mark.parametrize("code", [code for code in CODES if code not in dict(EVERY)])
def test_the_table_s_other_codes_can_be_told(code: int) -> None:
    assert isinstance(of_code(code), base.SendFailed)


def test_slow_down_waits_as_long_as_asked_or_long_enough() -> None:
    for code in MEANT[base.SlowDown]:
        asked, unasked = of_code(code, 7), of_code(code)
        assert isinstance(asked, base.SlowDown)
        assert isinstance(unasked, base.SlowDown)
        assert (asked.seconds, asked.whole_channel) == (7, True)
        assert unasked.seconds > 0


def test_what_meta_withheld_waits_a_day() -> None:
    told = of_code(63049, 7)
    assert isinstance(told, base.NotBefore)
    assert told.seconds == base.DAY


@pytest.mark.parametrize(
    ("status", "code", "kind", "reason"),
    [
        (429, None, base.SlowDown, "rate"),
        (429, 99999, base.SlowDown, "rate"),
        (500, None, base.OutcomeUnknown, "gateway"),
        (502, None, base.OutcomeUnknown, "gateway"),
        (503, 20503, base.OutcomeUnknown, "gateway"),
        (408, None, base.OutcomeUnknown, "gateway"),
        (401, None, base.Misconfigured, "credentials"),
        (403, None, base.Misconfigured, "credentials"),
        (403, 99999, base.Misconfigured, "twilio_99999"),
        (404, None, base.Misconfigured, "api_url"),
        (302, None, base.Misconfigured, "api_url"),
        (400, None, base.Misconfigured, "api_url"),
        (400, 99999, base.Refused, "twilio_99999"),
        (413, 99999, base.Refused, "twilio_99999"),
    ],
)
def test_without_a_known_code_the_http_status_decides(
    status: int, code: int | None, kind: type[base.SendFailed], reason: str
) -> None:
    told = failure(Answered(status, code))
    assert (type(told), told.reason) == (kind, reason)


def test_without_a_code_429_waits_as_asked() -> None:
    told = failure(Answered(429, None, 7))
    assert isinstance(told, base.SlowDown)
    assert told.seconds == 7


@pytest.mark.parametrize(
    ("trouble", "kind", "reason"),
    [
        (NotPosted("x"), base.NotSent, "no_connection"),
        (NotTheApi("x"), base.Misconfigured, "api_url"),
        (Unsure("timeout"), base.OutcomeUnknown, "timeout"),
    ],
)
def test_the_way_to_twilio(
    trouble: NotPosted | NotTheApi | Unsure, kind: type[base.SendFailed], reason: str
) -> None:
    told = failure(trouble)
    assert (type(told), told.reason) == (kind, reason)
