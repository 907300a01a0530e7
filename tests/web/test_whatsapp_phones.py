"""Browser phones that play WhatsApp, through the web and the real product."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from store import clocks
from tests.product.phone import JOINING
from tests.web.client import Answer
from tests.web.site import Open, Site, refusal
from workers import delivery, planner

HANDLE = "essai-whatsapp"
PARTS = ["id", "from", "text", "prompt", "buttons", "at"]
TWILIO: dict[str, object] = {
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "a token",
    "twilio_whatsapp_from": "+33700000000",
}


def asked(here: Site, handle: str = HANDLE) -> Answer:
    return here.client.get(f"/phone/{handle}/messages")


def until(answer: Answer) -> datetime:
    return datetime.fromisoformat(answer.headers["x-window-until"])


def templates(answer: Answer) -> list[int]:
    return [int(number) for number in answer.headers["x-templates"].split()]


def taps(here: Site, label: str) -> None:
    buttons = [button for bubble in here.bubbles(HANDLE) for button in bubble["buttons"]]
    [*_, button] = [one["id"] for one in buttons if one["label"] == label]
    here.act(HANDLE, {"button": button})
    here.product.answer()


def joins(here: Site) -> None:
    here.product.organisation()
    here.says(HANDLE, "REJOINDRE MAIRIE")
    for label in JOINING:
        taps(here, label)


def a_tuesday_comes(here: Site) -> None:
    """Six days at least, then 9:00 in Paris on a Tuesday, or the day after a public holiday."""
    moment = here.context.clock.now().astimezone(ZoneInfo("Europe/Paris")) + timedelta(days=6)
    moment += timedelta(days=(1 - moment.weekday()) % 7)
    there = moment.replace(hour=9, minute=0, second=1, microsecond=0).astimezone(UTC)
    for _ in range(2):
        with here.context.database.write() as tx:
            clocks.move(tx, there, arrived=True)
        planner.tick(here.context, there)
        while delivery.batch(here.context, here.product.courier):
            pass
        if templates(asked(here)):
            return
        there += timedelta(days=1)


def test_a_window_opens_with_the_first_message_and_lasts_a_day(here: Site) -> None:
    assert asked(here).headers["x-window-until"] == "never"
    here.act(HANDLE, {"text": "bonjour"})
    answer = asked(here)
    [mine] = answer.json()
    assert until(answer) == datetime.fromisoformat(mine["at"]) + timedelta(hours=24)
    assert templates(answer) == []


def test_what_the_coach_says_does_not_keep_it_open(here: Site) -> None:
    here.act(HANDLE, {"text": "bonjour"})
    before = until(asked(here))
    here.product.answer()
    assert len(asked(here).json()) == 2
    assert until(asked(here)) == before


def test_after_a_day_a_template_arrives_and_a_tap_brings_the_tip(here: Site) -> None:
    joins(here)
    last = here.bubbles(HANDLE)[-1]["id"]
    closed = until(asked(here))
    a_tuesday_comes(here)

    answer = asked(here)
    ready = next(one for one in answer.json() if one["id"] > last)
    assert ready["id"] in templates(answer)
    assert list(ready) == PARTS
    assert ready["text"].startswith("Ton astuce du jour, «")
    assert [button["id"] for button in ready["buttons"]] == ["tip.show"]
    assert until(answer) == closed < datetime.fromisoformat(ready["at"])

    taps(here, ready["buttons"][0]["label"])
    answer = asked(here)
    *_, mine, tip = answer.json()
    assert (mine["from"], mine["text"]) == ("me", ready["buttons"][0]["label"])
    assert tip["prompt"]
    assert tip["buttons"]
    assert tip["id"] not in templates(answer)
    assert until(answer) > closed


def test_only_what_came_since_is_named(here: Site) -> None:
    joins(here)
    a_tuesday_comes(here)
    first, *_ = templates(asked(here))
    later = here.client.get(f"/phone/{HANDLE}/messages?after={first}")
    assert first not in templates(later)


def test_the_erased_are_told_so(here: Site) -> None:
    joins(here)
    here.says(HANDLE, "OUBLIE-MOI")
    confirm = here.bubbles(HANDLE)[-1]["buttons"][0]
    taps(here, confirm["label"])
    *_, receipt = asked(here).json()
    assert receipt["from"] == "bot"
    assert asked(here).headers["x-window-until"] == "never"


def test_any_other_phone_has_no_window(here: Site) -> None:
    here.act("amina", {"text": "bonjour"})
    assert not {"x-window-until", "x-templates"} & set(asked(here, "amina").headers)


def test_two_phones_of_one_name_do_not_meet(here: Site) -> None:
    here.act("essai", {"text": "bonjour", "client_id": "1"})
    here.act(HANDLE, {"text": "bonjour", "client_id": "1"})
    assert len(here.stored()) == 2
    assert len(here.bubbles("essai")) == 1


@pytest.mark.parametrize("path", ["/webhooks/whatsapp", "/webhooks/whatsapp/status"])
def test_a_webhook_is_no_way_in(here: Site, path: str) -> None:
    forged = here.client.post(path, {"text": "STOP"}, {"x-phone": HANDLE})
    assert refusal(forged) == 404
    assert here.stored() == []


def test_beside_the_real_one_nothing_plays_it(open_site: Open) -> None:
    here = open_site(**TWILIO)
    assert refusal(here.act(HANDLE, {"text": "bonjour"})) == 404
    assert refusal(asked(here)) == 404
    assert here.stored() == []
    assert here.act("amina", {"text": "bonjour"}).status_code == 202
    page = here.client.get("/phone").text
    assert 'data-whatsapp=""' in page
    assert "Sur WhatsApp" not in page


def test_the_page_shows_hers_once_it_was_used(here: Site) -> None:
    hers = 'data-handle="amina-whatsapp"'
    page = here.client.get("/phone").text
    assert 'data-whatsapp="-whatsapp"' in page
    assert hers not in page
    here.act("amina-whatsapp", {"text": "REJOINDRE DEMO"})
    page = here.client.get("/phone").text
    assert page.index('data-handle="amina"') < page.index(hers) < page.index('"bruno"')
