"""What each operation of the played Twilio does. Each gives an HTTP status and an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from tests.loopback.http import Reply
from tests.loopback.twilio_content import json_object
from tests.loopback.twilio_forms import Rendered
from tests.loopback.twilio_messages import (
    ARRIVES,
    Accepted,
    fate,
    find,
    matching,
    media,
    over,
    resource,
    rfc2822,
)
from tests.loopback.twilio_pages import Page
from tests.loopback.twilio_rules import (
    Refusal,
    check_message,
    check_template_values,
    content_variables,
    require,
)
from tests.loopback.twilio_sign import new_sid

if TYPE_CHECKING:
    from tests.loopback.twilio_state import TwilioApi

Answer = tuple[int, object]

MEDIA = {"audio": b"OggS\x00\x02", "image": b"\xff\xd8\xff\xe0", "text": b"BEGIN:VCARD\nEND:VCARD"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, matched to an operation; `ids` are those of its path."""

    operation: str
    path: str
    ids: tuple[str, ...]
    query: dict[str, str]
    kind: str
    body: bytes

    def form(self) -> dict[str, str]:
        """The parameters of a form post; none when it is anything else."""
        if not self.kind.startswith("application/x-www-form-urlencoded"):
            return {}
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """The object of a JSON post. Raises Refusal."""
        return json_object(self.kind, self.body)


def _create_message(api: "TwilioApi", asked: Asked) -> Answer:
    _own(api, asked)
    given = asked.form()
    check_message(given, api.senders.ids())
    require(given["To"] not in api.opted_out, 21610)
    message = _compose(api, given)
    api.messages.append(message)
    answer = resource(message, api.account_sid)
    if message.content:
        answer["body"] = None  # Twilio fills a content in after it has answered
    return 201, answer


def _compose(api: "TwilioApi", given: dict[str, str]) -> Accepted:
    sid, now, to = given.get("ContentSid", ""), api.clock(), given["To"]
    values = content_variables(given.get("ContentVariables"))
    content = None
    shown = Rendered(given.get("Body", ""))
    if sid:
        require(sid in api.contents.store, 21655)
        content = api.contents.store[sid]
        shown = content.shown(values)
        if content.status == "approved":
            check_template_values(values)
    code = api.failing.get(to) or fate(content, shown.fits, api.heard.get(to), now)
    return Accepted(
        new_sid("MM" if content or given.get("MediaUrl") else "SM"),
        to,
        given.get("From") or api.sender,
        shown.text,
        now,
        given,
        shown.buttons,
        content,
        media=int("MediaUrl" in given),
        plan=(("undelivered", code),) if code else ARRIVES,
    )


def _own(api: "TwilioApi", asked: Asked) -> None:
    require(asked.ids[0] == api.account_sid, 20404)


def _list_messages(api: "TwilioApi", asked: Asked) -> Answer:
    _own(api, asked)
    found = matching([*api.inbound, *api.messages], asked.query)
    shapes = [resource(message, api.account_sid) for message in found]
    return 200, Page(asked.path, asked.query, shapes).old("messages")


def _fetch_message(api: "TwilioApi", asked: Asked) -> Answer:
    _own(api, asked)
    return 200, resource(find([*api.inbound, *api.messages], asked.ids[1]), api.account_sid)


def _update_message(api: "TwilioApi", asked: Asked) -> Answer:
    """An empty Body redacts what is over, `canceled` takes back what is only scheduled."""
    _own(api, asked)
    message, given = find([*api.inbound, *api.messages], asked.ids[1]), asked.form()
    require(given.get("Body", "") == "" and "Status" not in given, 20001)
    require(over(message), 20009)
    if "Body" in given:
        message.text = ""
    return 200, resource(message, api.account_sid)


def _delete_message(api: "TwilioApi", asked: Asked) -> Answer:
    _own(api, asked)
    message = find([*api.inbound, *api.messages], asked.ids[1])
    require(over(message), 20009)
    kept = api.inbound if message in api.inbound else api.messages
    kept.remove(message)
    return 204, None


def _list_media(api: "TwilioApi", asked: Asked) -> Answer:
    _own(api, asked)
    message = find([*api.inbound, *api.messages], asked.ids[1])
    return 200, Page(asked.path, asked.query, media(message, api.account_sid)).old("media_list")


def _describe_media(api: "TwilioApi", asked: Asked) -> Answer:
    _own(api, asked)
    message = find([*api.inbound, *api.messages], asked.ids[1])
    found = [one for one in media(message, api.account_sid) if one["sid"] == asked.ids[2]]
    require(found, 20404)
    return 200, found[0]


def _fetch_media(api: "TwilioApi", asked: Asked) -> Answer:
    kind = find(api.inbound, asked.ids[1]).parameters.get("MediaContentType0", "")
    return 200, Reply(MEDIA.get(kind.partition("/")[0], b"%PDF-1.7"), kind=kind)


def _fetch_account(api: "TwilioApi", asked: Asked) -> Answer:
    _own(api, asked)
    uri, at = f"/2010-04-01/Accounts/{api.account_sid}", rfc2822(api.clock())
    parts = {"messages": f"{uri}/Messages.json", "balance": f"{uri}/Balance.json"}
    return 200, {
        "auth_token": api.auth_token,
        "date_created": at,
        "date_updated": at,
        "friendly_name": "Dix Minutes",
        "owner_account_sid": api.account_sid,
        "sid": api.account_sid,
        "status": "active",
        "subresource_uris": parts,
        "type": "Full",
        "uri": f"{uri}.json",
    }


def _create_content(api: "TwilioApi", asked: Asked) -> Answer:
    return 201, api.contents.create(asked.json())


def _list_contents(api: "TwilioApi", asked: Asked) -> Answer:
    return 200, api.contents.page(asked.path, asked.query).young("contents", api.url)


def _fetch_content(api: "TwilioApi", asked: Asked) -> Answer:
    return 200, api.contents.resource(api.contents.find(asked.ids[0]))


def _delete_content(api: "TwilioApi", asked: Asked) -> Answer:
    api.contents.delete(asked.ids[0])
    return 204, None


def _submit_content(api: "TwilioApi", asked: Asked) -> Answer:
    return 201, api.contents.submit(asked.ids[0], asked.json())


def _fetch_approval(api: "TwilioApi", asked: Asked) -> Answer:
    return 200, api.contents.approvals(asked.ids[0])


def _list_senders(api: "TwilioApi", asked: Asked) -> Answer:
    return 200, api.senders.page(asked.path, asked.query).young("senders", api.url)


def _fetch_sender(api: "TwilioApi", asked: Asked) -> Answer:
    return 200, api.senders.resource(api.senders.find(asked.ids[0]))


def _update_sender(api: "TwilioApi", asked: Asked) -> Answer:
    return 202, api.senders.update(asked.ids[0], asked.json())


def _show_typing(api: "TwilioApi", asked: Asked) -> Answer:
    given = asked.form()
    sid = given.get("messageId", "")
    require(given.get("channel") == "whatsapp" and sid[:2] in {"SM", "MM"}, 20001)
    if all(message.sid != sid for message in api.inbound):
        raise Refusal(20404)
    api.typing.append(sid)
    return 200, {"success": True}


ACTS: dict[str, Callable[["TwilioApi", Asked], Answer]] = {
    "create_message": _create_message,
    "list_messages": _list_messages,
    "fetch_message": _fetch_message,
    "update_message": _update_message,
    "delete_message": _delete_message,
    "list_media": _list_media,
    "describe_media": _describe_media,
    "fetch_media": _fetch_media,
    "fetch_account": _fetch_account,
    "create_content": _create_content,
    "list_contents": _list_contents,
    "fetch_content": _fetch_content,
    "delete_content": _delete_content,
    "submit_content": _submit_content,
    "fetch_approval": _fetch_approval,
    "list_approvals": _list_contents,
    "list_senders": _list_senders,
    "fetch_sender": _fetch_sender,
    "update_sender": _update_sender,
    "show_typing": _show_typing,
}
