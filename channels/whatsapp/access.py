"""How the set-up reaches Twilio, and what stops it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from channels.whatsapp.links import messaging_url

API_URL = "https://api.twilio.com"
CONTENT_URL = "https://content.twilio.com"
SECONDS = 20.0
# TWILIO_EDGE and TWILIO_REGION would rewrite every address, and WhatsApp is served by US1 alone.
# An empty mapping would be taken for none.
_ENVIRONMENT = {"TWILIO_EDGE": ""}
# The SDK lets requests' errors through (all OSError), and a body that is no JSON (ValueError).
_TROUBLES = (TwilioException, OSError, ValueError)


class ConnectFailed(Exception):
    """Twilio or the settings stopped it. `step` is where, `reason` why; both safe to show.

    Reasons: `credentials`, `unreachable`, `unavailable`, `slow_down`, `unreadable`, `suspended`,
    or Twilio's own code and words.
    """

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"{step}: {reason}")
        self.step = step
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Access:
    """An account and where Twilio answers; addresses without a trailing slash."""

    account_sid: str
    token: str = field(repr=False)
    api_url: str = API_URL
    content_url: str = CONTENT_URL

    @property
    def messaging_url(self) -> str:
        """Where senders are."""
        return messaging_url(self.content_url)


@contextmanager
def opened(access: Access) -> Iterator[Client]:
    """A client on the three hosts, closed at the end. It never retries: a POST is no free act."""
    http = TwilioHttpClient(timeout=SECONDS)
    client = Client(access.account_sid, access.token, http_client=http, environment=_ENVIRONMENT)
    client.api.base_url = access.api_url
    client.content.base_url = access.content_url
    client.messaging.base_url = access.messaging_url
    try:
        yield client
    finally:
        if http.session is not None:
            http.session.close()


@contextmanager
def step(name: str) -> Iterator[None]:
    """What Twilio raises inside becomes a ConnectFailed of this step."""
    try:
        yield
    except _TROUBLES as error:
        raise ConnectFailed(name, reason(error)) from None


def refused(error: TwilioException) -> bool:
    """Whether Twilio understood and said no to this very thing, and to nothing else."""
    status = _status(error)
    return 400 <= status < 500 and status not in {401, 403, 429}


def reason(error: Exception) -> str:
    """Why, from the status; for a refusal, Twilio's code and words: what to change."""
    if isinstance(error, OSError):
        return "unreachable"
    status = _status(error)
    if status in {401, 403}:
        return "credentials"
    if status == 429:
        return "slow_down"
    if status >= 500:
        return "unavailable"
    return _words(error)


def _status(error: Exception) -> int:
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return int(error.status)
    # A page that is refused comes as a plain TwilioException carrying the response.
    response = error.args[1] if len(error.args) > 1 else None
    return int(getattr(response, "status_code", 0))


def _words(error: Exception) -> str:
    if isinstance(error, TwilioRestException):
        return f"{error.code or error.status} {error.msg}".strip()
    if isinstance(error, TwilioServiceException):
        return f"{error.code} {error.detail or error.title}".strip()
    return "unreadable"
