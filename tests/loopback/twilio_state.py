"""What the played Twilio knows, and how it answers call by call."""

import json
import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from channels.base import Request
from tests.loopback.http import Call, Reply
from tests.loopback.twilio_acts import ACTS, Asked
from tests.loopback.twilio_content import Contents
from tests.loopback.twilio_control import control
from tests.loopback.twilio_http import TwilioCall, TwilioReply
from tests.loopback.twilio_messages import Accepted
from tests.loopback.twilio_rules import Refusal
from tests.loopback.twilio_script import Step
from tests.loopback.twilio_senders import Senders
from tests.loopback.twilio_sign import ACCOUNT_SID, AUTH_TOKEN, SENDER, signed
from tests.loopback.twilio_status import Postman, callback


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class TwilioApi:
    """The server's state. `clock` gives aware UTC datetimes; `latency` is in seconds.

    `heard` is when each address last wrote; `failing` makes every later message to an address
    fail with a code, after it was taken. `postman` None: a test takes the callbacks itself, with
    `reports`.
    """

    account_sid: str = ACCOUNT_SID
    auth_token: str = AUTH_TOKEN
    sender: str = SENDER
    clock: Callable[[], datetime] = _now
    latency: float = 0.0
    postman: Postman | None = None
    script: deque[Step] = field(default_factory=deque)
    messages: list[Accepted] = field(default_factory=list)
    inbound: list[Accepted] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    refusals: Counter[int] = field(default_factory=Counter)
    heard: dict[str, datetime] = field(default_factory=dict)
    opted_out: set[str] = field(default_factory=set)
    failing: dict[str, int] = field(default_factory=dict)
    senders: Senders = field(default_factory=Senders)
    contents: Contents = field(init=False)

    def __post_init__(self) -> None:
        self.contents = Contents(self._time, self.account_sid)
        self.senders.every[0].id = self.sender
        self.url = ""

    def _time(self) -> datetime:
        return self.clock()  # looked up each time: a test may put another clock

    def listen_at(self, url: str) -> None:
        """Tell every part where it is reached."""
        self.url = self.contents.host = self.senders.host = url

    def hear(self, *addresses: str, at: datetime | None = None) -> None:
        """A person wrote, under all these addresses: their window is open for 24 hours."""
        for address in addresses:
            self.heard[address] = at or self.clock()

    def receive(self, form: dict[str, str]) -> None:
        """A person's message reached Twilio: `form` is what its webhook is told."""
        message = Accepted(
            form["MessageSid"],
            form["To"],
            form["From"],
            form["Body"],
            self.clock(),
            form,
            direction="inbound",
            status="received",
            media=int(form["NumMedia"]),
        )
        message.sent_at = message.at
        self.inbound.append(message)
        self.hear(form["From"], form["ExternalUserId"])
        self._opt(form["From"], form.get("OptOutType", ""))

    def _opt(self, address: str, kind: str) -> None:
        if kind == "STOP":
            self.opted_out.add(address)
        elif kind == "START":
            self.opted_out.discard(address)

    def report(self, message: Accepted, status: str, code: int | None = None) -> Request:
        """The signed callback that says so, once; the message shows it from now on."""
        message.become(status, code, self.clock())
        form = callback(message, status, code, self.account_sid)
        return signed(message.parameters["StatusCallback"], form, self.auth_token)

    def reports(self, message: Accepted) -> list[Request]:
        """The callbacks of everything planned for a message, in order; none twice."""
        plan, message.plan = message.plan, ()
        if message.parameters.get("StatusCallback"):
            return [self.report(message, status, code) for status, code in plan]
        for status, code in plan:
            message.become(status, code, self.clock())
        return []

    def handle(self, call: Call) -> Reply:
        """Answer one HTTP call."""
        if call.path.startswith("/control/"):
            return control(self, call)
        try:
            reply = self._answer(call)
        except Refusal as refusal:
            self.refusals[refusal.code] += 1
            reply = refusal.reply()
        reply.delay = max(reply.delay, self.latency)
        return reply

    def _answer(self, call: Call) -> Reply:
        credentials = call.credentials() if isinstance(call, TwilioCall) else ("", "")
        if credentials != (self.account_sid, self.auth_token):
            raise Refusal(20003)
        asked = self._asked(call)
        self.calls[asked.operation] += 1
        step = self._step(asked.operation)
        if step.reply is not None and not step.accepts:
            return step.reply
        return self._play(step, asked, len(self.messages))

    def _play(self, step: Step, asked: Asked, before: int) -> Reply:
        reply: Reply = _json(*ACTS[asked.operation](self, asked))
        reply.delay = step.seconds
        for message in self.messages[before:]:
            message.plan = step.plan or message.plan
            message.told = step.reply is None
            self._post(message, step, reply)
        return reply if step.reply is None else step.reply

    def _post(self, message: Accepted, step: Step, reply: Reply) -> None:
        postman = self.postman
        if postman is None:
            return
        requests = self.reports(message)
        if step.early and isinstance(reply, TwilioReply):
            reply.first = lambda: postman.now(requests)
        else:
            postman.soon(requests)

    def _step(self, operation: str) -> Step:
        if self.script and self.script[0].operation in {"", operation}:
            return self.script.popleft()
        return Step()

    def _asked(self, call: Call) -> Asked:
        address = urlsplit(call.path)
        for method, pattern, operation in _ROUTES:
            found = pattern.fullmatch(address.path)
            if found and method == call.method:
                query = dict(parse_qsl(address.query, keep_blank_values=True))
                return Asked(operation, address.path, found.groups(), query, call.kind, call.body)
        raise Refusal(20404)


def _json(status: int, answer: object) -> TwilioReply:
    if isinstance(answer, Reply):
        return TwilioReply(answer.body, status, answer.kind)
    return TwilioReply(b"" if answer is None else json.dumps(answer).encode(), status)


_ACCOUNT = r"/2010-04-01/Accounts/(AC[0-9a-fA-F]{32})"
_CONTENT = r"/v1/Content/(HX[0-9a-fA-F]{32})"
_ROUTES = [
    (method, re.compile(pattern), operation)
    for method, pattern, operation in (
        ("POST", rf"{_ACCOUNT}/Messages\.json", "create_message"),
        ("GET", rf"{_ACCOUNT}/Messages\.json", "list_messages"),
        ("GET", rf"{_ACCOUNT}/Messages/(\w+)\.json", "fetch_message"),
        ("POST", rf"{_ACCOUNT}/Messages/(\w+)\.json", "update_message"),
        ("DELETE", rf"{_ACCOUNT}/Messages/(\w+)\.json", "delete_message"),
        ("GET", rf"{_ACCOUNT}/Messages/(\w+)/Media\.json", "list_media"),
        ("GET", rf"{_ACCOUNT}/Messages/(\w+)/Media/(\w+)\.json", "describe_media"),
        ("GET", rf"{_ACCOUNT}/Messages/(\w+)/Media/(\w+)", "fetch_media"),
        ("GET", rf"{_ACCOUNT}\.json", "fetch_account"),
        ("POST", "/v1/Content", "create_content"),
        ("GET", "/v[12]/Content", "list_contents"),
        ("GET", _CONTENT, "fetch_content"),
        ("DELETE", _CONTENT, "delete_content"),
        ("POST", rf"{_CONTENT}/ApprovalRequests/whatsapp", "submit_content"),
        ("GET", rf"{_CONTENT}/ApprovalRequests", "fetch_approval"),
        ("GET", "/v[12]/ContentAndApprovals", "list_approvals"),
        ("GET", "/v2/Channels/Senders", "list_senders"),
        ("GET", r"/v2/Channels/Senders/(\w+)", "fetch_sender"),
        ("POST", r"/v2/Channels/Senders/(\w+)", "update_sender"),
        ("POST", r"/v2/Indicators/Typing\.json", "show_typing"),
    )
]
