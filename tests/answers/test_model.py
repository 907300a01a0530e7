"""The call to a model is bounded, whatever the server does; nothing of it is told in errors."""

import time
from collections.abc import AsyncIterator

import pytest

from answers.breaker import FAILURES, REST
from answers.model import Model, from_settings
from answers.prompts import ModelAway, ModelRefused, Prompt
from core.settings import Settings
from tests.loopback import openai_api as script
from tests.loopback.openai_api import KEY, MODEL, ModelApi

pytestmark = pytest.mark.anyio

ASKED = Prompt("Réponds.", '{"fiches": [{"fiche": "mails", "texte": "Oui. Sans nom."}]}')
PATIENCE = 1.5


class Hand:
    """A clock that goes on its own, and may be pushed."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def model(api: ModelApi, hand: Hand) -> AsyncIterator[Model]:
    opened = Model(KEY, MODEL, base_url=api.url, transcriber="loopback-ear", clock=hand)
    yield opened
    await opened.close()


async def test_instructions_and_data_leave_apart_and_no_history(
    model: Model, api: ModelApi
) -> None:
    given = await model.complete(ASKED, PATIENCE)

    assert given.text == "FICHE : mails\nDans ton cas : Oui. Sans nom."
    assert given.tokens > 0
    (asked,) = api.asked
    assert [one["role"] for one in asked["messages"]] == ["system", "user"]
    assert asked["model"] == MODEL
    assert asked["max_tokens"] == ASKED.most_tokens


@pytest.mark.parametrize(
    "trouble",
    [
        script.refused(500, "server_error"),
        script.refused(503, "overloaded"),
        script.refused(429, "rate_limit_exceeded"),
        script.says(""),
        script.cut_short("FICHE : mails\nOui, mais"),
        script.garbage(),
        script.garbage(b"{}"),
        script.dropped(),
    ],
)
async def test_one_failure_is_tried_once_more(
    model: Model, api: ModelApi, trouble: script.Step
) -> None:
    api.script = [trouble]

    assert (await model.complete(ASKED, PATIENCE)).text
    assert len(api.asked) == 2


async def test_two_failures_are_enough(model: Model, api: ModelApi) -> None:
    api.script = [script.refused(500, "server_error")] * 3

    with pytest.raises(ModelAway):
        await model.complete(ASKED, PATIENCE)
    assert len(api.asked) == 2


async def test_a_slow_server_is_not_waited_for(model: Model, api: ModelApi) -> None:
    api.script = [script.slow(30)]

    with pytest.raises(ModelAway):
        await model.complete(ASKED, 0.3)
    assert len(api.asked) == 1


@pytest.mark.parametrize(
    "trouble", [script.refused(401, "invalid_api_key"), script.refused(404, "model_not_found")]
)
async def test_a_refusal_is_not_tried_again(
    model: Model, api: ModelApi, trouble: script.Step
) -> None:
    api.script = [trouble]

    with pytest.raises(ModelRefused):
        await model.complete(ASKED, PATIENCE)
    assert len(api.asked) == 1


async def test_a_wrong_key_is_refused(api: ModelApi) -> None:
    stranger = Model("sk-wrong", MODEL, base_url=api.url)
    with pytest.raises(ModelRefused, match="AuthenticationError"):
        await stranger.complete(ASKED, PATIENCE)
    await stranger.close()


async def test_a_failing_server_is_left_alone_then_asked_once(
    model: Model, api: ModelApi, hand: Hand
) -> None:
    api.script = [script.refused(401, "invalid_api_key")] * (FAILURES + 1)
    for _ in range(FAILURES + 2):
        with pytest.raises(ModelAway):
            await model.complete(ASKED, PATIENCE)
    assert len(api.asked) == FAILURES

    hand.ahead += REST + 1
    with pytest.raises(ModelAway):
        await model.complete(ASKED, PATIENCE)
    assert len(api.asked) == FAILURES + 1

    hand.ahead += REST + 1
    assert (await model.complete(ASKED, PATIENCE)).text
    assert (await model.complete(ASKED, PATIENCE)).text


async def test_an_error_never_quotes_what_was_asked(model: Model, api: ModelApi) -> None:
    api.script = [script.refused(400, "Dupont")]
    with pytest.raises(ModelRefused) as told:
        await model.complete(Prompt("x", "Mme Dupont"), PATIENCE)
    assert "Dupont" not in str(told.value)
    assert told.value.__cause__ is None


async def test_a_voice_note_is_written_down(model: Model, api: ModelApi) -> None:
    heard = await model.transcribe(b"OggS" + bytes(20_000), PATIENCE)
    assert heard.text == "c'est quoi un prompt"
    assert heard.tokens == 201, "estimated by its length: the server counted nothing"
    assert api.heard == [b"OggS" + bytes(20_000)]


async def test_a_failing_ear_is_left_alone_like_the_rest(model: Model, api: ModelApi) -> None:
    api.script = [script.refused(500, "server_error")] * FAILURES
    for _ in range(FAILURES + 1):
        with pytest.raises(ModelAway):
            await model.transcribe(b"OggS", PATIENCE)
    assert len(api.heard) == FAILURES


async def test_a_server_that_drips_has_no_more_time_than_another(
    model: Model, api: ModelApi
) -> None:
    # Left to its end it would come, some twenty seconds later.
    api.script = [script.dripping(0.05)] * 2
    with pytest.raises(ModelAway):
        await model.complete(ASKED, 0.6)


async def test_tokens_nobody_counted_are_estimated(model: Model, api: ModelApi) -> None:
    api.script = [script.uncounted("FICHE : mails\n" + "oui " * 100)]
    assert (await model.complete(ASKED, PATIENCE)).tokens > 100


async def test_a_voice_note_nobody_can_read(model: Model, api: ModelApi) -> None:
    api.script = [script.refused(400, "invalid_file")]
    with pytest.raises(ModelAway):
        await model.transcribe(b"noise", PATIENCE)


async def test_without_a_key_there_is_no_model(api: ModelApi) -> None:
    assert from_settings(Settings(_env_file=None)) is None
    chosen = Settings(_env_file=None, openai_api_key=KEY, openai_base_url=api.url)
    opened = from_settings(chosen)
    assert opened is not None
    assert not opened.transcribes
    await opened.close()
