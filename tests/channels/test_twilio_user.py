"""The played people of WhatsApp: what Twilio would post, signed as Twilio signs."""

import asyncio
import base64
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import aiohttp.web
import pytest
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    RequestValidator,
    get_signature_algorithm,
)

from channels.base import Request
from tests.loopback import twilio_script as script
from tests.loopback.twilio_api import ACCOUNT_SID, AUTH_TOKEN, SENDER, TwilioApi, TwilioUser
from tests.loopback.twilio_api import twilio_api as open_twilio

pytestmark = pytest.mark.anyio

STATUS = "https://coach.example.test/webhooks/whatsapp/status?d=7"


def form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=True))


def genuine(request: Request, token: str = AUTH_TOKEN) -> bool:
    settings = request.headers.get("x-twilio-webhooks-signature-settings")
    algorithm = get_signature_algorithm(settings)
    signature = request.headers["x-twilio-signature"]
    valid: bool = RequestValidator(token).validate(request.url, form(request), signature, algorithm)
    return valid


ACTS: dict[str, Callable[[TwilioUser], Request]] = {
    "text": lambda user: user.text("Ça va ? 😀 & <b>"),
    "empty text": lambda user: user.text(""),
    "unknown parameters": lambda user: user.text("Oui", NewThing="1", Another=""),
    "button": lambda user: user.tap("tip.done", "Testé"),
    "template button": lambda user: user.tap("tip.show", "Voir l’astuce", template=True),
    "list": lambda user: user.pick("row-4", "Plus tard"),
    "location": lambda user: user.location(),
    "STOP": lambda user: user.opts("STOP"),
    **{
        kind: lambda user, kind=kind: user.media(kind)  # type: ignore[misc]
        for kind in ("photo", "voice", "video", "sticker", "document", "contact")
    },
}


@pytest.mark.parametrize("algorithm", [HMAC_SHA1, HMAC_SHA256])
@pytest.mark.parametrize("act", ACTS)
async def test_what_a_person_does_is_signed(act: str, algorithm: str) -> None:
    request = ACTS[act](TwilioUser(algorithm=algorithm))
    assert genuine(request)
    assert not genuine(request, "another token")
    forged = Request(request.body + b"&Body=x", request.headers, request.url)
    assert not genuine(forged)
    assert not genuine(Request(request.body, request.headers, request.url + "?x=1"))


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("text", {"MessageType": "text", "Body": "Ça va ? 😀 & <b>", "NumMedia": "0"}),
        ("button", {"MessageType": "interactive", "ButtonPayload": "tip.done", "Body": "Testé"}),
        ("template button", {"MessageType": "button", "ButtonPayload": "tip.show"}),
        ("list", {"MessageType": "interactive", "ListId": "row-4", "ListTitle": "Plus tard"}),
        ("voice", {"NumMedia": "1", "MediaContentType0": "audio/ogg", "Body": ""}),
        ("contact", {"MessageType": "contacts", "MediaContentType0": "text/vcard"}),
        ("location", {"Latitude": "48.85", "Longitude": "2.35"}),
        ("STOP", {"OptOutType": "STOP", "Body": "STOP"}),
    ],
)
async def test_what_a_person_does_is_told_as_twilio_does(act: str, said: dict[str, str]) -> None:
    told = form(ACTS[act](TwilioUser()))
    assert told.items() >= said.items()
    assert (told["From"], told["To"], told["WaId"]) == (
        "whatsapp:+33639980001",
        SENDER,
        "33639980001",
    )
    assert told["AccountSid"] == ACCOUNT_SID


async def test_a_hidden_number_shows_the_external_id_instead() -> None:
    user = TwilioUser(hidden=True)
    told = form(user.text("Bonjour"))
    assert told["From"] == told["ExternalUserId"] == user.external_id == user.seen_as
    assert "33639980001" not in str(told)


async def test_writing_opens_the_window_under_both_names() -> None:
    api = TwilioApi()
    user = TwilioUser(api=api)
    user.text("Bonjour")
    assert api.heard.keys() == {user.address, user.external_id}
    assert api.inbound[0].direction == "inbound"
    user.opts("STOP")
    assert api.opted_out == {user.address}
    user.opts("START")
    assert not api.opted_out


@asynccontextmanager
async def product(hear: Callable[[Request], Awaitable[int]]) -> AsyncIterator[str]:
    """A web server that receives what Twilio posts; its URL."""

    async def hook(request: aiohttp.web.Request) -> aiohttp.web.Response:
        url = f"https://coach.example.test{request.rel_url.raw_path_qs}"
        headers = {name.lower(): value for name, value in request.headers.items()}
        return aiohttp.web.Response(status=await hear(Request(await request.read(), headers, url)))

    app = aiohttp.web.Application()
    app.router.add_post("/{path:.*}", hook)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_person_posts_to_the_webhook_and_may_be_told_twice() -> None:
    heard: list[Request] = []

    async def hear(request: Request) -> int:
        heard.append(request)
        return 204

    async with product(hear) as base, TwilioUser(base=base) as user:
        statuses = [await user.says("Bonjour"), await user.taps("x"), await user.sends("voice")]
        again = user.text("Oui")
        statuses += [await user.post(again), await user.post(again)]
    assert statuses == [204] * 5
    assert all(genuine(request) for request in heard)
    sids = [form(request)["MessageSid"] for request in heard]
    assert (len(set(sids)), sids[3]) == (4, sids[4])


def credentials(api: TwilioApi) -> dict[str, str]:
    pair = base64.b64encode(f"{api.account_sid}:{api.auth_token}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


async def create(api: TwilioApi, session: aiohttp.ClientSession) -> int:
    address = f"{api.url}/2010-04-01/Accounts/{api.account_sid}/Messages.json"
    given = {"To": "whatsapp:+33639980001", "From": SENDER, "Body": "Oui", "StatusCallback": STATUS}
    async with session.post(address, data=given, headers=credentials(api)) as answer:
        return answer.status


async def test_status_callbacks_come_signed_early_and_late() -> None:
    told: list[str] = []
    late = asyncio.Event()

    async def hear(request: Request) -> int:
        assert genuine(request)
        told.append(form(request)["MessageStatus"])
        late.set()
        return 204

    async with (
        product(hear) as base,
        open_twilio(callbacks=base) as api,
        aiohttp.ClientSession() as session,
    ):
        assert api.postman is not None
        api.script.append(script.early("delivered", "sent"))
        assert await create(api, session) == 201
        assert told == ["delivered", "sent"]
        assert api.messages[0].status == "delivered"
        api.hear("whatsapp:+33639980001")
        await create(api, session)
        await api.postman.done()
        assert told[2:] == ["sent", "delivered"]
        assert api.postman.statuses == [204] * 4


async def test_a_failure_is_told_with_its_code() -> None:
    async with open_twilio() as api, aiohttp.ClientSession() as session:
        api.failing["whatsapp:+33639980001"] = 63049
        assert await create(api, session) == 201
        (report,) = api.reports(api.messages[0])
        assert api.reports(api.messages[0]) == []
        twice = api.report(api.messages[0], "undelivered", 63049)
    assert report.url == STATUS
    assert (
        form(report).items()
        >= {
            "MessageSid": api.messages[0].sid,
            "MessageStatus": "undelivered",
            "ErrorCode": "63049",
            "EventType": "UNDELIVERED",
        }.items()
    )
    assert report.body == twice.body


async def test_a_typing_sign_needs_a_message_received() -> None:
    async with open_twilio() as api, aiohttp.ClientSession() as session:
        sid = form(TwilioUser(api=api).text("Bonjour"))["MessageSid"]
        statuses = []
        for message in (sid, "SM" + "0" * 32):
            given = {"channel": "whatsapp", "messageId": message}
            address = f"{api.url}/v2/Indicators/Typing.json"
            async with session.post(address, data=given, headers=credentials(api)) as answer:
                statuses.append(answer.status)
    assert (statuses, api.typing) == ([200, 404], [sid])


async def test_a_file_is_fetched_with_the_account_s_password() -> None:
    async with open_twilio() as api, aiohttp.ClientSession() as session:
        address = form(TwilioUser(api=api).media("voice"))["MediaUrl0"]
        async with session.get(address) as stranger:
            assert stranger.status == 401
        async with session.get(address, headers=credentials(api)) as answer:
            assert (answer.content_type, (await answer.read())[:4]) == ("audio/ogg", b"OggS")


async def test_in_a_process_of_its_own_it_is_driven_over_http() -> None:
    command = [sys.executable, "-m", "tests.loopback.twilio_api", "--token", "another"]
    api = TwilioApi(auth_token="another")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220
        assert process.stdout is not None
        api.url = process.stdout.readline().strip()
        try:
            async with aiohttp.ClientSession(api.url) as session:
                await control(session, "hear", {"addresses": ["whatsapp:+33639980001"]})
                await control(session, "script", [{"do": "slow_down", "seconds": 4, "times": 2}])
                statuses = [await create(api, session) for _ in range(3)]
                (message,) = await control(session, "messages")
                stats = await control(session, "stats")
                await control(session, "reset")
                after = await control(session, "stats")
        finally:
            process.terminate()
    assert statuses == [429, 429, 201]
    assert (message["text"], message["arrives"]) == ("Oui", True)
    assert (stats["accepted"], stats["calls"], after["accepted"]) == (1, {"create_message": 3}, 0)


async def control(session: aiohttp.ClientSession, name: str, given: object = None) -> Any:
    async with session.post(f"/control/{name}", json=given) as answer:
        return await answer.json()
