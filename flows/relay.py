"""Questions relayed without a name: shown before they leave, answered, brought back."""

from flows.talk import (
    CLOSED,
    AnswerRelay,
    KeepRelay,
    Next,
    PassRelay,
    PreviewRelay,
    Say,
    SendRelay,
    ShareRelay,
    Turn,
    ask,
    number,
)
from french import replies

LONGEST_ANSWER = 600


def tap(turn: Turn) -> Next:
    """Any button of a relay, of who asks or of who answers."""
    _, choice, ref = turn.tapped
    if choice in ("send", "team", "drop", "give", "rewrite"):
        return _decided(turn, choice)
    which = number(ref)
    if which is None:
        return _old()
    match choice:
        case "ask":
            step = ask(turn, "relay", "confirm", asked=str(which), tapped=str(turn.ref))
            return Next(conversation=step, effects=(PreviewRelay(which),))
        case "answer":
            step = ask(turn, "relay", "write", relay=str(which))
            return Next((Say("relay.write"),), conversation=step)
        case "pass":
            return Next(conversation=CLOSED, effects=(PassRelay(which),))
        case "keep":
            return Next(effects=(KeepRelay(which),))
        case "share":
            return Next(effects=(ShareRelay(which),))
    return _old()


def _old() -> Next:
    return Next((Say("system.old_button"),))


def _decided(turn: Turn, choice: str) -> Next:
    """A button under the text as it would leave: good only while that question is open."""
    step = turn.conversation.step if turn.conversation.flow == "relay" else ""
    match step, choice:
        case "confirm", "send" | "team":
            return _sends(turn, share=choice == "team")
        case "confirm", "drop":
            return Next((Say("relay.dropped", untold=True),), conversation=CLOSED)
        case "check", "give":
            return _gives(turn)
        case "check", "rewrite":
            return _rewrites(turn)
    return _old()


def _sends(turn: Turn, *, share: bool) -> Next:
    kept = turn.conversation.data
    sent = SendRelay(int(kept["asked"]), int(kept["tapped"]), share)
    return Next(conversation=CLOSED, effects=(sent,))


def _gives(turn: Turn) -> Next:
    kept = turn.conversation.data
    answer = AnswerRelay(int(kept["relay"]), kept["text"])
    return Next(conversation=CLOSED, effects=(answer,))


def _rewrites(turn: Turn) -> Next:
    step = ask(turn, "relay", "write", relay=turn.conversation.data["relay"])
    return Next((Say("relay.write"),), conversation=step)


def hear(turn: Turn) -> Next | None:
    """A typed yes or no, or the champion's answer."""
    if turn.conversation.step == "write":
        return _written(turn)
    said = replies.yes_no(turn.message.text)
    if said is None:
        return None
    if turn.conversation.step == "confirm":
        return _decided(turn, "send" if said else "drop")
    return _decided(turn, "give" if said else "rewrite")


def _written(turn: Turn) -> Next | None:
    text = turn.message.text.strip()
    if not text:
        return None
    if len(text) > LONGEST_ANSWER:
        return Next((Say("relay.write_shorter"),))
    step = ask(turn, "relay", "check", relay=turn.conversation.data["relay"], text=text)
    return Next((Say("relay.check", {"answer": text}),), conversation=step)


def again(_turn: Turn) -> Next:
    """Ask once more, plainly."""
    return Next((Say("relay.ask_plainly"),))
