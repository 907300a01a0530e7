"""What an operator runs once: check the account, find the sender, make the contents.

Sources, under https://www.twilio.com/docs: whatsapp/api/senders (public beta, so everything it
refuses can also be done by hand), content/content-api-resources, iam/api/account.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderList

from channels.whatsapp.access import (
    API_URL,
    CONTENT_URL,
    Access,
    ConnectFailed,
    opened,
    reason,
    refused,
    step,
)
from channels.whatsapp.catalogue import Content, contents
from channels.whatsapp.links import sender_address

__all__ = [
    "API_URL",
    "CONTENT_URL",
    "Access",
    "ConnectFailed",
    "Connected",
    "Content",
    "Sender",
    "Webhooks",
    "check",
    "connect",
]


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Where Twilio should call us, or where it says it does ("" = nowhere)."""

    inbound: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """A WhatsApp number of the account. `status` is Twilio's: ONLINE, OFFLINE, CREATING…

    `trouble` is why it is offline, or why its webhooks could not be set; "" when all is well.
    """

    sid: str
    status: str
    name: str
    webhooks: Webhooks
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Connected:
    """The installation as Twilio knows it. `sender` is None for the sandbox or a wrong number."""

    account: str
    trial: bool
    wanted: Webhooks
    sender: Sender | None
    contents: tuple[Content, ...]

    @property
    def by_hand(self) -> Webhooks:
        """What is left to set in Twilio's console; "" where it stands already."""
        seen = self.sender.webhooks if self.sender else Webhooks()
        return Webhooks(
            inbound="" if seen.inbound == self.wanted.inbound else self.wanted.inbound,
            status="" if seen.status == self.wanted.status else self.wanted.status,
        )


def connect(access: Access, *, sender: str, public_url: str) -> Connected:
    """Check the account, set the sender's webhooks, make and submit the contents, report.

    Can be run again: what stands is left as it is. Raises ConnectFailed. Blocks: up to a dozen
    calls the first time.
    """
    return _look(access, sender, public_url, change=True)


def check(access: Access, *, sender: str, public_url: str) -> Connected:
    """The account, sender and contents as they are; changes nothing. Raises ConnectFailed."""
    return _look(access, sender, public_url, change=False)


def _look(access: Access, number: str, public_url: str, *, change: bool) -> Connected:
    inbound = f"{public_url}/webhooks/whatsapp"
    wanted = Webhooks(inbound, f"{inbound}/status")
    with opened(access) as client:
        name, trial = _account(client)
        sender = _sender(client, sender_address(number))
        if change and sender is not None and sender.webhooks != wanted:
            sender = _point(client, sender, wanted)
        return Connected(name, trial, wanted, sender, contents(client, create=change))


def _account(client: Client) -> tuple[str, bool]:
    with step("account"):
        try:
            account = client.api.v2010.accounts(client.account_sid).fetch()
        except TwilioRestException as error:
            # With another account's SID Twilio says "not found" to a good token.
            raise (_denied() if error.status == 404 else error) from None
    if str(account.status) != "active":
        raise ConnectFailed("account", "suspended")
    return str(account.friendly_name or ""), str(account.type) == "Trial"


def _denied() -> ConnectFailed:
    return ConnectFailed("account", "credentials")


def _sender(client: Client, address: str) -> Sender | None:
    with step("sender"):
        for each in client.messaging.v2.channels_senders.stream(channel="whatsapp"):
            if each.sender_id == address:
                # The list is not documented to carry everything.
                return _read(client.messaging.v2.channels_senders(str(each.sid)).fetch())
    return None


def _point(client: Client, sender: Sender, wanted: Webhooks) -> Sender:
    change = ChannelsSenderList.MessagingV2ChannelsSenderRequestsUpdate(
        {
            "webhook": {
                "callback_url": wanted.inbound,
                "callback_method": "POST",
                "status_callback_url": wanted.status,
                "status_callback_method": "POST",
            }
        }
    )
    with step("webhook"):
        try:
            return _read(client.messaging.v2.channels_senders(sender.sid).update(change))
        except TwilioException as error:
            if not refused(error):
                raise
            return replace(sender, trouble=reason(error))


def _read(found: Any) -> Sender:
    hooks, offline = _mapping(found.webhook), list(found.offline_reasons or [])
    return Sender(
        sid=str(found.sid),
        status=str(found.status or ""),
        name=str(_mapping(found.profile).get("name") or ""),
        webhooks=Webhooks(_called(hooks, "callback"), _called(hooks, "status_callback")),
        trouble=str(_mapping(offline[0]).get("message") or offline[0]) if offline else "",
    )


def _called(hooks: Mapping[str, object], which: str) -> str:
    """The address, unless it is called in a way we do not hear."""
    heard = hooks.get(f"{which}_method") in {None, "", "POST"}
    return str(hooks.get(f"{which}_url") or "") if heard else ""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
