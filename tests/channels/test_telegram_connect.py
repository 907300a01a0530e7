"""What an operator's one command leaves at Telegram."""

from datetime import UTC, datetime

import pytest

from channels.telegram.connect import ConnectFailed, Profile, check, connect, deep_link
from tests.channels.rigs import SECRET, TOKEN
from tests.loopback.telegram_api import BotApi
from tests.loopback.telegram_script import Step, page, refusal, served

pytestmark = pytest.mark.anyio

URL = "https://coach.exemple.fr/webhooks/telegram"
PROFILE = Profile(
    commands={"aide": "Ce que je sais faire", "stop": "Ne plus rien recevoir"},
    description="Le coach Dix Minutes",
    short_description="Dix minutes à la fois",
)


async def test_it_sets_the_webhook_and_keeps_what_waits(silent_api: BotApi) -> None:
    done = await connect(TOKEN, url=URL, secret=SECRET, profile=PROFILE, api_url=silent_api.url)
    assert (done.bot_id, done.username) == (42, "dix_minutes_bot")
    assert done.webhook.url == URL
    assert "callback_query" in done.webhook.allowed_updates
    assert "edited_message" in done.webhook.allowed_updates
    assert silent_api.webhook["secret_token"] == SECRET
    assert silent_api.webhook.get("drop_pending_updates") in {None, False, "false"}


async def test_commands_and_words_stand_in_every_place(silent_api: BotApi) -> None:
    await connect(TOKEN, url=URL, secret=SECRET, profile=PROFILE, api_url=silent_api.url)
    for place in ("default:", "all_private_chats:", "all_private_chats:fr"):
        commands = silent_api.profile[f"commands:{place}"]
        assert [command["command"] for command in commands] == ["aide", "stop"]
    assert silent_api.profile["description:"] == silent_api.profile["description:fr"]
    assert silent_api.profile["short_description:fr"] == "Dix minutes à la fois"


async def test_twice_is_the_same_as_once(silent_api: BotApi) -> None:
    results = [
        await connect(TOKEN, url=URL, secret=SECRET, profile=PROFILE, api_url=silent_api.url)
        for _ in range(2)
    ]
    assert results[0] == results[1]


async def test_it_tells_telegrams_last_trouble_with_us(silent_api: BotApi) -> None:
    silent_api.profile["webhook_info"] = {
        "pending_update_count": 7,
        "last_error_date": 1_700_000_000,
        "last_error_message": "Wrong response from the webhook: 502 Bad Gateway",
    }
    webhook = (await check(TOKEN, api_url=silent_api.url)).webhook
    assert webhook.pending == 7
    assert webhook.last_error.startswith("Wrong response")
    assert webhook.last_error_at == datetime.fromtimestamp(1_700_000_000, UTC)


async def test_a_wrong_token_is_said_at_once(silent_api: BotApi) -> None:
    silent_api.token = "1:other"
    with pytest.raises(ConnectFailed) as caught:
        await connect(TOKEN, url=URL, secret=SECRET, profile=PROFILE, api_url=silent_api.url)
    assert (caught.value.step, caught.value.reason) == ("token", "token")
    assert TOKEN not in str(caught.value)
    assert silent_api.webhook == {}


@pytest.mark.parametrize("secret", ["", "é", "with space", "x" * 257])
async def test_a_secret_telegram_refuses_is_refused_before(silent_api: BotApi, secret: str) -> None:
    with pytest.raises(ConnectFailed) as caught:
        await connect(TOKEN, url=URL, secret=secret, profile=PROFILE, api_url=silent_api.url)
    assert caught.value.step == "secret"
    assert not silent_api.calls


async def test_a_url_telegram_refuses_is_told_in_its_words(silent_api: BotApi) -> None:
    with pytest.raises(ConnectFailed, match="https url must be provided"):
        await connect(
            TOKEN, url="http://x.fr/w", secret=SECRET, profile=PROFILE, api_url=silent_api.url
        )


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [(page(502), "gateway"), (refusal(401, "Unauthorized"), "token")],
)
async def test_a_trouble_midway_names_its_step(
    silent_api: BotApi, trouble: Step, reason: str
) -> None:
    silent_api.script.extend([served(), served(), trouble])
    with pytest.raises(ConnectFailed) as caught:
        await connect(TOKEN, url=URL, secret=SECRET, profile=PROFILE, api_url=silent_api.url)
    assert (caught.value.step, caught.value.reason) == ("profile", reason)


async def test_a_deep_link() -> None:
    assert deep_link("dix_minutes_bot", "Ab_9-" * 12) == (
        "https://t.me/dix_minutes_bot?start=" + "Ab_9-" * 12
    )


@pytest.mark.parametrize(
    ("username", "token"),
    [("dix_minutes_bot", t) for t in ("", "a" * 65, "é", "a b", "a\n", "a&b")] + [("x/y", "ok")],
)
async def test_a_deep_link_that_would_not_open(username: str, token: str) -> None:
    with pytest.raises(ValueError, match=r"is \d"):
        deep_link(username, token)
