"""How Twilio signs what it posts: over the public URL and every parameter, whatever they are."""

import secrets
from urllib.parse import urlencode

from twilio.request_validator import (
    HMAC_SHA1,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
)

from channels.base import Request

__all__ = ["ACCOUNT_SID", "AUTH_TOKEN", "SENDER", "SIGNATURE_HEADER", "Form", "new_sid", "signed"]

ACCOUNT_SID = "AC" + "5a" * 16
AUTH_TOKEN = "loopback-auth-token"
SENDER = "whatsapp:+33639980042"

Form = dict[str, str]


def new_sid(prefix: str) -> str:
    """A fresh SID: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def signed(url: str, form: Form, token: str = AUTH_TOKEN, algorithm: str = HMAC_SHA1) -> Request:
    """A genuine call to `url`, the public one, as the channel will receive it.

    Any algorithm but HMAC_SHA1 is announced in a header, as Twilio does.
    """
    signature = RequestValidator(token).compute_signature(url, form, algorithm)
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "user-agent": "TwilioProxy/1.1",
        "i-twilio-idempotency-token": secrets.token_hex(16),
        SIGNATURE_HEADER.lower(): signature,
    }
    if algorithm != HMAC_SHA1:
        settings = f"key=webhooks_sharedkey_{secrets.token_hex(13)},algorithm={algorithm}"
        headers[SIGNATURE_SETTINGS_HEADER.lower()] = settings
    return Request(urlencode(form).encode(), headers, url)
