"""The played Content API: contents, WhatsApp's decisions, and what may go when."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentInstance
from twilio.rest.content.v1.content.approval_create import (
    ApprovalCreateInstance,
    ApprovalCreateList,
)
from twilio.rest.content.v1.content.approval_fetch import ApprovalFetchInstance
from twilio.rest.content.v1.content_and_approvals import ContentAndApprovalsInstance

from tests.channels.test_twilio_loopback import AMINA, CALLBACK, raw, read_by
from tests.loopback.twilio_api import SENDER, TwilioApi
from tests.loopback.twilio_sdk import sdk, twilio_in_a_thread

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
READY = "Ton astuce du jour, {{1}}, est prête."


@pytest.fixture(scope="module")
def served() -> Iterator[TwilioApi]:
    with twilio_in_a_thread() as api:
        yield api


@pytest.fixture
def api(served: TwilioApi) -> TwilioApi:
    """No content, nothing heard, noon."""
    served.contents.store.clear()
    served.messages.clear()
    served.heard.clear()
    served.clock = lambda: NOON
    return served


@pytest.fixture
def client(api: TwilioApi) -> Client:
    return sdk(api)


def quick_reply(body: str = READY, *titles: str, ident: str = "tip.show") -> dict[str, Any]:
    actions = [
        {"type": "QUICK_REPLY", "title": title, "id": f"{ident}{number or ''}"}
        for number, title in enumerate(titles or ("Voir l’astuce",))
    ]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}


def list_picker(*items: str, body: str = "{{1}}") -> dict[str, Any]:
    rows = [{"item": item, "id": f"row-{number}"} for number, item in enumerate(items)]
    return {"twilio/list-picker": {"body": body, "button": "Choisir", "items": rows}}


def create(
    client: Client, types: dict[str, Any], name: str = "ready", **samples: str
) -> ContentInstance:
    request = ContentInstance.ContentCreateRequest(
        {"friendly_name": name, "language": "fr", "variables": samples, "types": types}
    )
    return client.content.v1.contents.create(request)


def submit(client: Client, sid: str, name: str = "ready_1", category: str = "UTILITY") -> Any:
    request = ApprovalCreateList.ContentApprovalRequest({"name": name, "category": category})
    return client.content.v1.contents(sid).approval_create.create(request)


def send(client: Client, sid: str, **values: str) -> Any:
    variables = {"content_variables": json.dumps(values)} if values else {}
    return client.messages.create(
        to=AMINA, from_=SENDER, content_sid=sid, status_callback=CALLBACK, **variables
    )


def test_a_content_is_whole(api: TwilioApi, client: Client) -> None:
    made = create(client, quick_reply(), **{"1": "Amina"})
    assert raw(client).keys() == read_by(ContentInstance)
    assert (made.sid[:2], len(made.sid), made.language) == ("HX", 34, "fr")
    assert (made.date_created, made.variables) == (NOON, {"1": "Amina"})
    assert made.types == quick_reply()
    assert made.url == f"{api.url}/v1/Content/{made.sid}"
    assert made.fetch().friendly_name == "ready"


def test_contents_come_in_pages_and_go(client: Client) -> None:
    for number in range(5):
        create(client, quick_reply(), f"form-{number}")
    contents = client.content.v1.contents
    assert [one.friendly_name for one in contents.list(page_size=2)] == [
        f"form-{number}" for number in (4, 3, 2, 1, 0)
    ]
    assert raw(client)["meta"]["next_page_url"] is None
    assert contents.list(limit=1)[0].delete()
    assert len(contents.list()) == 4
    with pytest.raises(TwilioRestException) as caught:
        contents("HX" + "0" * 32).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)


@pytest.mark.parametrize(
    "types",
    [
        {},
        {"twilio/quick-reply": {"body": "Oui ?", "actions": []}},
        quick_reply(""),
        quick_reply("x" * 1025),
        quick_reply("Oui ?", *"abcdefghijk"),
        quick_reply("Oui ?", "x" * 21),
        quick_reply("Oui ?", ident="x" * 129),
        list_picker(),
        list_picker(*"abcdefghijk"),
        list_picker("x" * 25),
    ],
)
def test_a_content_twilio_does_not_create(client: Client, types: dict[str, Any]) -> None:
    with pytest.raises(TwilioRestException) as caught:
        create(client, types)
    assert caught.value.status == 400


@pytest.mark.parametrize(
    "types",
    [
        {"twilio/poll": {"body": "Oui ?"}},
        {"twilio/text": {"body": "Oui ?", "title": "Non"}},
        {"twilio/quick-reply": {"body": "Oui ?", "actions": [{"text": "Oui"}]}},
        {"twilio/quick-reply": {"body": "Oui ?", "actions": [{"title": "Oui", "type": "URL"}]}},
    ],
)
@pytest.mark.parametrize("language", ["fr", None])
def test_a_content_of_another_shape(
    api: TwilioApi, client: Client, types: dict[str, Any], language: str | None
) -> None:
    given = {"language": language, "types": types}
    headers = {"Content-Type": "application/json"}
    answer = client.request("POST", f"{api.url}/v1/Content", data=given, headers=headers)
    assert answer.status_code == 400
    assert not api.contents.store


def test_approval_takes_its_time(api: TwilioApi, client: Client) -> None:
    sid = create(client, quick_reply(), **{"1": "Amina"}).sid
    fetch = client.content.v1.contents(sid).approval_fetch().fetch
    assert fetch().whatsapp["status"] == "unsubmitted"
    assert raw(client).keys() == read_by(ApprovalFetchInstance)
    assert submit(client, sid).status == "received"
    assert raw(client).keys() == read_by(ApprovalCreateInstance)
    api.contents.review()
    assert fetch().whatsapp["status"] == "approved"
    (listed,) = client.content.v1.content_and_approvals.list()
    assert raw(client)["contents"][0].keys() == read_by(ContentAndApprovalsInstance)
    assert listed.approval_requests["category"] == "UTILITY"
    api.contents.decide(sid, "paused", "low quality")
    assert fetch().whatsapp["rejection_reason"] == "low quality"


@pytest.mark.parametrize(
    ("body", "samples"),
    [
        ("{{1}} est prête pour toi.", {"1": "L’astuce"}),
        ("Voici ton astuce du jour, {{1}}", {"1": "Amina"}),
        ("Bonjour {{1}} {{2}} ton astuce est prête.", {"1": "Amina", "2": "B"}),
        ("Bonjour {{1}} !", {"1": "Amina"}),
        (READY, {}),
        (READY.replace("1", "2"), {"2": "Amina"}),
    ],
)
def test_whatsapp_rejects_a_template(
    api: TwilioApi, client: Client, body: str, samples: dict[str, str]
) -> None:
    sid = create(client, quick_reply(body), **samples).sid
    submit(client, sid)
    api.contents.review()
    assert api.contents.store[sid].status == "rejected"
    assert api.contents.store[sid].reason


@pytest.mark.parametrize(
    ("types", "name", "category"),
    [
        (list_picker("a", "b", "c", "d"), "ready_1", "UTILITY"),
        (quick_reply(), "Ready-1", "UTILITY"),
        (quick_reply(), "ready_1", "utility"),
    ],
)
def test_a_submission_twilio_refuses(
    client: Client, types: dict[str, Any], name: str, category: str
) -> None:
    sid = create(client, types).sid
    with pytest.raises(TwilioRestException) as caught:
        submit(client, sid, name, category)
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("status", "open_window", "code"),
    [
        ("approved", False, None),
        ("approved", True, None),
        ("unsubmitted", True, None),
        ("unsubmitted", False, 63016),
        ("received", False, 63016),
        ("pending", False, 63016),
        ("rejected", False, 63016),
        ("paused", False, 63041),
        ("disabled", False, 63042),
    ],
)
def test_only_an_approved_template_opens_a_talk(
    api: TwilioApi, client: Client, status: str, open_window: bool, code: int | None
) -> None:
    sid = create(client, quick_reply()).sid
    api.contents.decide(sid, status)
    if open_window:
        api.hear(AMINA)
    message = send(client, sid, **{"1": "Amina"})
    assert message.sid.startswith("MM")
    accepted = api.messages[0]
    api.reports(accepted)
    assert (accepted.error_code, accepted.arrives()) == (code, code is None)
    assert accepted.text == "Ton astuce du jour, Amina, est prête."
    assert accepted.buttons == (("tip.show", "Voir l’astuce"),)


def test_a_template_s_words_in_the_body_are_no_template(api: TwilioApi, client: Client) -> None:
    api.contents.decide(create(client, quick_reply()).sid, "approved")
    body = "Ton astuce du jour, Amina, est prête."
    client.messages.create(to=AMINA, from_=SENDER, body=body, status_callback=CALLBACK)
    api.reports(api.messages[0])
    assert api.messages[0].error_code == 63016


@pytest.mark.parametrize(
    "variables",
    ["Amina", "[]", '"x"', '{"1": 5}', '{"1": null}', '{"1": ""}', '{"2": "x"}', '{"a b": "x"}']
    + [json.dumps({"1": value}) for value in ("x" * 1601, "a\nb", "a\tb", "a" + " " * 5 + "b")],
)
def test_variables_a_template_does_not_take(api: TwilioApi, client: Client, variables: str) -> None:
    sid = create(client, quick_reply()).sid
    api.contents.decide(sid, "approved")
    with pytest.raises(TwilioRestException) as caught:
        client.messages.create(to=AMINA, from_=SENDER, content_sid=sid, content_variables=variables)
    assert caught.value.code == 21656


def test_a_session_s_content_takes_lines(api: TwilioApi, client: Client) -> None:
    api.hear(AMINA)
    sid = create(client, list_picker("A", "B", "C", "{{2}}")).sid
    send(client, sid, **{"1": "Une ligne\nUne autre", "2": "D"})
    accepted = api.messages[0]
    assert (accepted.text, accepted.arrives()) == ("Une ligne\nUne autre", True)
    assert [label for _, label in accepted.buttons] == ["A", "B", "C", "D"]


@pytest.mark.parametrize(
    ("types", "value"),
    [
        (quick_reply("{{1}}", "A", "B", "C", "D"), "Alors ?"),
        (quick_reply("Alors ?", "{{1}}"), "x" * 21),
        (quick_reply("Alors ?", "A", "{{1}}"), "A"),
        (list_picker("A"), "x" * 1025),
        (list_picker("{{1}}"), "x" * 25),
    ],
)
def test_whatsapp_cannot_show_everything(
    api: TwilioApi, client: Client, types: dict[str, Any], value: str
) -> None:
    api.hear(AMINA)
    send(client, create(client, types).sid, **{"1": value})
    api.reports(api.messages[0])
    assert api.messages[0].error_code == 63021


def test_a_variable_left_out_is_its_sample(api: TwilioApi, client: Client) -> None:
    api.hear(AMINA)
    send(client, create(client, quick_reply(), **{"1": "toi"}).sid)
    assert api.messages[0].text == "Ton astuce du jour, toi, est prête."
