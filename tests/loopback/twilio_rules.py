"""What Twilio checks before it takes a message, with its own numbers of refusal."""

import json
import re
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from tests.loopback.twilio_http import TwilioReply

Given = Mapping[str, str]

BODY_LIMIT = 1600
VALIDITY = range(1, 36_001)

_NUMBER = re.compile(r"whatsapp:\+[1-9]\d{6,14}")
_HIDDEN = re.compile(r"whatsapp:[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")

MESSAGES = {
    20001: "Invalid parameter",
    20003: "Authenticate",
    20007: "Page size too large",
    20009: "Cannot delete this resource before it is complete",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "The 'To' number is not a valid phone number.",
    21212: "The 'From' number is not a valid phone number, shortcode, or alphanumeric sender ID.",
    21603: "A 'From' or 'MessagingServiceSid' parameter is required to send a message.",
    21604: "A 'To' phone number is required.",
    21609: "The 'StatusCallback' URL is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21619: "A text message body or media urls must be specified.",
    21624: "The ValidityPeriod parameter is invalid",
    21654: "ContentSid Required",
    21655: "The ContentSid is Invalid",
    21656: "The Content Variables parameter is invalid.",
    21910: "Invalid From and To pair. From and To should be of the same channel",
    30001: "Queue overflow",
    30008: "Unknown error",
    63001: "Channel could not authenticate the request. Please see Channel specific error message",
    63003: "Channel could not find To address",
    63005: "Channel did not accept given content. Please see Channel specific error message",
    63007: "Twilio could not find a Channel with the specified From address",
    63014: "Message delivery failed because it was blocked by a user action.",
    63016: "Failed to send freeform message because you are outside the allowed window. "
    "If you are using WhatsApp, please use a Message Template.",
    63017: "Rate limit exceeded for Channel",
    63018: "Rate limit exceeded for Channel",
    63020: "The Business hasn't accepted the Twilio WhatsApp invitation.",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
    63027: "Template does not exist for a language and locale",
    63028: "Number of parameters provided does not match the expected number of parameters",
    63031: "Channels message cannot have same From and To",
    63032: "User is a part of an experiment, the message was not sent",
    63041: "Template is paused",
    63042: "Template is disabled",
    63049: "Meta chose not to deliver this WhatsApp marketing message",
    63051: "WhatsApp Business Account is locked",
}
_STATUSES = {20003: 401, 20404: 404, 20429: 429, 63018: 429}


class Refusal(Exception):
    """An error answer: its Twilio `code`, its HTTP `status`, perhaps headers."""

    def __init__(
        self, code: int, status: int = 0, headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(str(code))
        self.code = code
        self.status = status or _STATUSES.get(code, 400)
        self.headers = headers

    def reply(self) -> TwilioReply:
        """The JSON every Twilio API answers an error with."""
        problem = {
            "code": self.code,
            "message": MESSAGES.get(self.code, "Error"),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        return TwilioReply(json.dumps(problem).encode(), self.status, headers=self.headers)


def require(fine: object, code: int) -> None:
    """Raise Refusal with `code` unless `fine`."""
    if not fine:
        raise Refusal(code)


def check_message(given: Given, senders: Collection[str]) -> None:
    """Raise Refusal for a message that Twilio does not even queue."""
    _check_addresses(given, senders)
    body, content = given.get("Body", ""), given.get("ContentSid", "")
    require(body or content or given.get("MediaUrl"), 21619)
    require(len(body) <= BODY_LIMIT, 21617)
    require(content or "ContentVariables" not in given, 21654)
    require(not content or _CONTENT_SID.fullmatch(content), 21655)
    _check_options(given)


def _check_addresses(given: Given, senders: Collection[str]) -> None:
    to, sender = given.get("To", ""), given.get("From", "")
    require(to, 21604)
    require(sender or given.get("MessagingServiceSid"), 21603)
    require(to.startswith("whatsapp:") or not sender.startswith("whatsapp:"), 21910)
    require(is_address(to), 21211)
    if sender:
        require(is_address(sender), 21212 if sender.startswith("whatsapp:") else 21910)
        require(sender in senders, 63007)
        require(sender != to, 63031)


def _check_options(given: Given) -> None:
    if "ValidityPeriod" in given:
        period = given["ValidityPeriod"]
        require(period.isascii() and period.isdigit() and int(period) in VALIDITY, 21624)
    if given.get("StatusCallback"):
        address = urlsplit(given["StatusCallback"])
        require(address.scheme in {"http", "https"} and address.hostname, 21609)
        require("_" not in str(address.hostname), 21609)


def is_address(text: str) -> bool:
    """Whether Twilio takes it for a WhatsApp address: a number, or an id that hides one."""
    return bool(_NUMBER.fullmatch(text) or (_HIDDEN.fullmatch(text) and len(text) <= 140))


def content_variables(text: str | None) -> dict[str, str]:
    """ContentVariables, read. Raises Refusal unless it is a JSON object of non-empty strings."""
    if not text:
        return {}
    try:
        found: dict[str, str] = json.loads(text)
    except ValueError:
        raise Refusal(21656) from None
    require(isinstance(found, dict) and len(found) <= 100, 21656)
    for name, value in found.items():
        require(isinstance(value, str) and value and len(value) <= BODY_LIMIT, 21656)
        require(re.fullmatch(r"\w{1,16}", name), 21656)
    return found


def check_template_values(values: Mapping[str, str]) -> None:
    """Raise Refusal for what an approved template may not be filled with."""
    for value in values.values():
        require(not re.search(r"[\n\r\t]| {5}", value), 21656)
