"""Our contents at Twilio: find them, create the missing ones, ask for the approval of one.

Creating is not idempotent at Twilio, so everything is found again by a name that carries the
form: run twice, or after an answer that never came, it creates nothing it has created before.
"""

from dataclasses import dataclass

from twilio.base.exceptions import TwilioException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from channels.whatsapp.access import reason, refused, step
from channels.whatsapp.contents import APPROVED, IN_SESSION
from channels.whatsapp.forms import Form, forms

MISSING = "missing"
REFUSED = "refused"
UNSUBMITTED = "unsubmitted"
PAGE = 500  # of at most 1000


@dataclass(frozen=True, slots=True)
class Content:
    """One of our contents as Twilio has it.

    `state` is `in_session` (needs no approval), `missing`, `refused` (by Twilio, `reason` says
    why) or Meta's: unsubmitted, received, pending, approved, rejected, paused, disabled.
    `category` is Meta's own, which may differ from the one asked for; it decides the price.
    """

    name: str
    form: str
    sid: str | None
    state: str
    category: str = ""
    reason: str = ""

    @property
    def usable(self) -> bool:
        """Whether a message may use it now."""
        return self.sid is not None and self.state in {IN_SESSION, APPROVED}


def contents(client: Client, *, create: bool) -> tuple[Content, ...]:
    """Every content, in the order of `forms()`; missing ones are made when `create`.

    Raises ConnectFailed. One content Twilio refuses does not stop the others.
    """
    known = _known(client)
    return tuple(_content(client, form, known.get(form.friendly_name), create) for form in forms())


def _known(client: Client) -> dict[str, str]:
    """SIDs by friendly name. The oldest of two: it may be approved already."""
    with step("contents"):
        found = list(client.content.v1.contents.stream(page_size=PAGE))
    found.sort(key=lambda each: (str(each.date_created or ""), str(each.sid)), reverse=True)
    return {str(each.friendly_name): str(each.sid) for each in found}


def _content(client: Client, form: Form, sid: str | None, create: bool) -> Content:
    if sid is None and not create:
        return Content(form.name, form.fingerprint, None, MISSING)
    try:
        sid = sid or _create(client, form)
    except _RefusedByTwilio as no:
        return Content(form.name, form.fingerprint, None, REFUSED, reason=str(no))
    if form.category is None:
        return Content(form.name, form.fingerprint, sid, IN_SESSION)
    return _approval(client, form, sid, create)


def _create(client: Client, form: Form) -> str:
    with step("contents"):
        try:
            made = client.content.v1.contents.create(ContentList.ContentCreateRequest(form.json()))
        except TwilioException as error:
            raise (_RefusedByTwilio(reason(error)) if refused(error) else error) from None
    return str(made.sid)


def _approval(client: Client, form: Form, sid: str, submit: bool) -> Content:
    with step("approval"):
        asked = client.content.v1.contents(sid).approval_fetch().fetch().whatsapp or {}
    state = str(asked.get("status") or UNSUBMITTED)
    if state == UNSUBMITTED and submit:
        return _submit(client, form, sid)
    why = str(asked.get("rejection_reason") or "")
    return Content(form.name, form.fingerprint, sid, state, str(asked.get("category") or ""), why)


def _submit(client: Client, form: Form, sid: str) -> Content:
    """Ask Meta. The name is the template's at Meta: unique, `[a-z0-9_]`."""
    wanted = ApprovalCreateList.ContentApprovalRequest(
        {"name": form.friendly_name, "category": form.category, "send_ttl_seconds": form.ttl}
    )
    with step("approval"):
        try:
            said = client.content.v1.contents(sid).approval_create.create(wanted)
        except TwilioException as error:
            if not refused(error):
                raise
            why = reason(error)
            return Content(form.name, form.fingerprint, sid, UNSUBMITTED, reason=why)
    state, category = str(said.status or "received"), str(said.category or "")
    return Content(form.name, form.fingerprint, sid, state, category)


class _RefusedByTwilio(Exception):
    """This form is not to Twilio's taste; the text says why."""
