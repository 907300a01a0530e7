"""What an operator's one command leaves at Twilio."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from anyio.from_thread import start_blocking_portal

from channels.whatsapp import access, catalogue
from channels.whatsapp.connect import (
    Access,
    Connected,
    ConnectFailed,
    Content,
    Webhooks,
    check,
    connect,
)
from channels.whatsapp.forms import forms
from channels.whatsapp.links import link, sender_address
from tests.loopback import twilio_script as script
from tests.loopback.http import Reply
from tests.loopback.twilio_api import ACCOUNT_SID, AUTH_TOKEN, SENDER, TwilioApi, twilio_api
from tests.loopback.twilio_script import Step
from tests.loopback.twilio_senders import Sender

PUBLIC = "https://coach.exemple.fr"
WANTED = Webhooks(f"{PUBLIC}/webhooks/whatsapp", f"{PUBLIC}/webhooks/whatsapp/status")
NAMES = [form.name for form in forms()]


@pytest.fixture
def api() -> Iterator[TwilioApi]:
    """Twilio in a thread of its own: the set-up waits for its answers."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(twilio_api()) as api:
        yield api


@pytest.fixture
def account(api: TwilioApi) -> Access:
    return Access(ACCOUNT_SID, AUTH_TOKEN, api_url=api.url, content_url=api.url)


def run(
    account: Access, does: Callable[..., Connected] = connect, sender: str = SENDER
) -> Connected:
    return does(account, sender=sender, public_url=PUBLIC)


def ready(done: Connected) -> Content:
    return done.contents[-2]


def test_the_first_time_it_makes_everything(api: TwilioApi, account: Access) -> None:
    done = run(account)
    assert [content.name for content in done.contents] == NAMES
    assert {content.state for content in done.contents[:-2]} == {"in_session"}
    assert len(api.contents.store) == len(NAMES)
    assert all(content.sid in api.contents.store for content in done.contents)
    assert done.sender is not None
    assert (done.sender.name, done.by_hand) == ("Dix Minutes", Webhooks())


def test_only_the_templates_are_submitted(api: TwilioApi, account: Access) -> None:
    done = run(account)
    submitted = [one for one in api.contents.store.values() if one.status != "unsubmitted"]
    assert [one.sid for one in submitted] == [content.sid for content in done.contents[-2:]]
    assert (submitted[0].category, submitted[0].name) == ("UTILITY", submitted[0].friendly_name)
    assert (ready(done).state, ready(done).usable) == ("received", False)


def test_what_was_submitted_would_be_approved(api: TwilioApi, account: Access) -> None:
    run(account)
    api.contents.review()
    done = run(account)
    assert (ready(done).state, ready(done).usable) == ("approved", True)
    assert all(content.usable for content in done.contents)


def test_twice_is_the_same_as_once(api: TwilioApi, account: Access) -> None:
    first = run(account)
    before = set(api.contents.store)
    second, third = run(account), run(account)
    assert second == third
    assert second.contents == first.contents
    assert set(api.contents.store) == before
    assert api.calls["create_content"] == len(NAMES)
    assert (api.calls["submit_content"], api.calls["update_sender"]) == (2, 1)


def test_contents_are_found_on_every_page(
    api: TwilioApi, account: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PAGE", 3)
    first = run(account)
    assert run(account).contents == first.contents
    assert len(api.contents.store) == len(NAMES)


def test_checking_changes_nothing(api: TwilioApi, account: Access) -> None:
    done = run(account, check)
    assert {content.state for content in done.contents} == {"missing"}
    assert (api.contents.store, done.by_hand) == ({}, WANTED)
    assert not {"create_content", "submit_content", "update_sender"} & set(api.calls)


def test_the_webhooks_are_set_on_our_sender_alone(api: TwilioApi, account: Access) -> None:
    other = Sender("whatsapp:+33639980099")
    api.senders.every.insert(0, other)
    run(account)
    ours = api.senders.every[1].webhook
    assert (ours["callback_url"], ours["callback_method"]) == (WANTED.inbound, "POST")
    assert (ours["status_callback_url"], ours["status_callback_method"]) == (WANTED.status, "POST")
    assert other.webhook["callback_url"] is None


def test_our_sender_is_found_on_a_later_page(api: TwilioApi, account: Access) -> None:
    others = [Sender(f"whatsapp:+336399801{at:02}") for at in range(45)]
    api.senders.every[:0] = others
    assert run(account).by_hand == Webhooks()


def test_a_webhook_called_by_put_is_not_heard(api: TwilioApi, account: Access) -> None:
    run(account)
    api.senders.every[0].webhook["callback_method"] = "PUT"
    assert run(account, check).by_hand == Webhooks(inbound=WANTED.inbound)
    assert run(account).by_hand == Webhooks()


def test_the_sandbox_is_no_sender_and_is_set_by_hand(api: TwilioApi, account: Access) -> None:
    done = run(account, sender="whatsapp:+14155238886")
    assert (done.sender, done.by_hand) == (None, WANTED)
    assert len(api.contents.store) == len(NAMES)


def test_a_sender_twilio_will_not_change_is_set_by_hand(api: TwilioApi, account: Access) -> None:
    api.script.append(script.refused(20001, operation="update_sender"))
    done = run(account)
    assert done.by_hand == WANTED
    assert done.sender is not None
    assert done.sender.trouble.startswith("20001 ")
    assert len(api.contents.store) == len(NAMES)


@pytest.mark.parametrize("written", [SENDER, SENDER.removeprefix("whatsapp:"), f" {SENDER} "])
def test_the_number_may_be_written_with_or_without_its_prefix(
    account: Access, written: str
) -> None:
    assert run(account, check, written).sender is not None
    assert sender_address(written) == SENDER


def test_a_content_made_twice_is_known_by_the_older_one(api: TwilioApi, account: Access) -> None:
    first = run(account)
    for content in list(api.contents.store.values()):
        twin = replace(content, sid="HX" + "f" * 32, status="unsubmitted")
        api.contents.store[twin.sid] = twin
        assert run(account).contents == first.contents
        del api.contents.store[twin.sid]


def test_an_answer_that_was_lost_is_made_good_the_next_time(
    api: TwilioApi, account: Access
) -> None:
    api.script.append(script.garbled(accepts=True, operation="create_content"))
    with pytest.raises(ConnectFailed, match="contents: unreadable"):
        run(account)
    run(account)
    names = [content.friendly_name for content in api.contents.store.values()]
    assert len(names) == len(set(names)) == len(NAMES)


def test_one_content_refused_does_not_stop_the_others(api: TwilioApi, account: Access) -> None:
    api.script.append(script.refused(20001, operation="create_content"))
    done = run(account)
    assert (done.contents[0].state, done.contents[0].sid) == ("refused", None)
    assert done.contents[0].reason.startswith("20001 ")
    assert [content.usable for content in done.contents] == [False] + [True] * 9 + [False] * 2


def test_a_refused_submission_leaves_the_rest_standing(api: TwilioApi, account: Access) -> None:
    api.script.append(script.refused(63051, operation="submit_content"))
    done = run(account)
    assert (ready(done).state, ready(done).reason[:5]) == ("unsubmitted", "63051")
    assert ready(run(account)).state == "received"


@pytest.mark.parametrize("state", ["rejected", "paused", "disabled", "pending"])
def test_what_meta_decided_is_told_and_not_asked_again(
    api: TwilioApi, account: Access, state: str
) -> None:
    sid = ready(run(account)).sid
    assert sid is not None
    api.contents.decide(sid, state, "trop vague")
    done = run(account)
    assert (ready(done).state, ready(done).reason) == (state, "trop vague")
    assert not ready(done).usable
    assert api.calls["submit_content"] == 2


def test_another_category_than_asked_is_told(api: TwilioApi, account: Access) -> None:
    sid = ready(run(account)).sid
    assert sid is not None
    api.contents.store[sid].category = "MARKETING"
    assert ready(run(account)).category == "MARKETING"


@pytest.mark.parametrize(
    "wrong",
    [{"token": "another"}, {"account_sid": "AC" + "0" * 32}, {"account_sid": "nonsense"}],
)
def test_wrong_credentials_are_said_at_once(
    api: TwilioApi, account: Access, wrong: dict[str, str]
) -> None:
    with pytest.raises(ConnectFailed) as caught:
        run(replace(account, **wrong))
    assert (caught.value.step, caught.value.reason) == ("account", "credentials")
    assert api.contents.store == {}


def test_the_token_is_never_shown(api: TwilioApi, account: Access) -> None:
    assert AUTH_TOKEN not in repr(account)
    api.script.append(script.page(502, operation="fetch_account"))
    with pytest.raises(ConnectFailed) as caught:
        run(account)
    assert AUTH_TOKEN not in f"{caught.value} {caught.value!r} {caught.value.__cause__!r}"


def _page(status: int, operation: str) -> Step:
    return script.page(status, operation=operation)


@pytest.mark.parametrize(
    ("trouble", "step", "reason"),
    [
        (_page(502, "fetch_account"), "account", "unavailable"),
        (script.slow_down(operation="fetch_account"), "account", "slow_down"),
        (script.drop("fetch_account"), "account", "unreachable"),
        (Step(Reply(b"<html>", 200, "text/html"), operation="fetch_account"), "account", "unrea"),
        (_page(502, "list_senders"), "sender", "unavailable"),
        (script.refused(20003, 403, "list_senders"), "sender", "credentials"),
        (_page(503, "fetch_sender"), "sender", "unavailable"),
        (_page(500, "update_sender"), "webhook", "unavailable"),
        (script.refused(20003, operation="list_contents"), "contents", "credentials"),
        (_page(500, "list_contents"), "contents", "unavailable"),
        (script.slow_down(operation="create_content"), "contents", "slow_down"),
        (script.drop("create_content"), "contents", "unreachable"),
        (_page(504, "fetch_approval"), "approval", "unavailable"),
        (script.drop("submit_content"), "approval", "unreachable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_trouble_midway_names_its_step(
    api: TwilioApi, account: Access, trouble: Step, step: str, reason: str
) -> None:
    api.script.append(trouble)
    with pytest.raises(ConnectFailed) as caught:
        run(account)
    assert caught.value.step == step
    assert caught.value.reason.startswith(reason)
    done = run(account)
    assert len(api.contents.store) == len(NAMES)
    assert done.by_hand == Webhooks()


def test_a_server_that_never_answers_is_not_waited_for(
    api: TwilioApi, account: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "SECONDS", 0.2)
    api.script.append(script.hang(operation="fetch_account"))
    with pytest.raises(ConnectFailed, match="account: unreachable"):
        run(account)


@pytest.mark.parametrize("name", ["TWILIO_EDGE", "TWILIO_REGION"])
def test_another_region_in_the_environment_changes_nothing(
    account: Access, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "ie1")
    assert run(account, check).sender is not None


def test_senders_are_looked_for_beside_the_contents() -> None:
    assert Access("AC", "t").messaging_url == "https://messaging.twilio.com"
    assert Access("AC", "t", content_url="http://127.0.0.1:1").messaging_url == "http://127.0.0.1:1"


@pytest.mark.parametrize("number", ["+33639980042", "whatsapp:+33639980042", "33639980042"])
def test_a_link_opens_whatsapp_with_the_words_written(number: str) -> None:
    assert link(number, "REJOINDRE MAIRIE-2") == (
        "https://wa.me/33639980042?text=REJOINDRE%20MAIRIE-2"
    )
    assert link(number, "à demain & merci") == (
        "https://wa.me/33639980042?text=%C3%A0%20demain%20%26%20merci"
    )
    assert link(number, "") == "https://wa.me/33639980042"


@pytest.mark.parametrize("number", ["", "whatsapp:", "FR.ABC", "+33 6", "٣٣"])
def test_no_link_to_what_is_no_number(number: str) -> None:
    with pytest.raises(ValueError, match="international form"):
        link(number, "")


def test_meta_is_asked_not_to_hold_a_template_for_long(api: TwilioApi, account: Access) -> None:
    run(account)
    submitted = [one for one in api.contents.store.values() if one.status != "unsubmitted"]
    assert [one.ttl for one in submitted] == [7200, 7200]
