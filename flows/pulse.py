"""The pulse: confidence from 1 to 5 and what holds a person back, at three moments of a course.

Confidence is first asked with the joining. The rest is behind a button of Tuesday's piece, which
every rhythm gets, in weeks 1, 6 and 13, and under Friday's answer in the last two: never a
message of its own, and never a sixth tap to join.
"""

from content.library import Library, fill
from content.schema import Piece
from core.message import Button
from flows.acts import ShowPulse
from flows.rights import Act, may
from flows.talk import CLOSED, Brake, Next, Say, Score, Turn, ask, today
from french import openings, replies

START, MID, END = "start", "mid", "end"
ASKED_IN = {1: START, 6: MID, 13: END}
"""The week of a course, and the moment it stands for (PRODUCT.md, capability 10)."""
ASKED_ON = 2
AGAIN_ON = 5
LONGEST = 300
REASSURES = {
    "use": "utile-metier",
    "skill": "pas-doue",
    "error": "peur-erreur",
    "time": "pas-le-temps",
}
"""What may be tapped, and the entry of the question bank that answers it."""
OTHER, NONE = "other", "none"
FEARS = frozenset(
    {
        "question-bete",
        "pas-doue",
        "pas-le-temps",
        "tricher",
        "dire-utilisation",
        "utile-metier",
        "peur-erreur",
        "casser",
        "responsable-erreur",
        "trace",
        "entrainement",
        "donnees-interdites",
        "donnees-clients",
        "chef-voit",
        "emploi",
        "competences",
        "obligation",
        "charge",
        "environnement",
        "biais",
        "hallucination",
        "prix",
        "ai-act",
    }
)
"""Entries that answer what somebody may fear."""


def beside(library: Library, piece: Piece) -> tuple[Button, ...]:
    """Under the piece with which the pulse is taken: the button that begins it."""
    moment = ASKED_IN.get(piece.week)
    if moment is None or piece.day != ASKED_ON:
        return ()
    label = library.message("pulse.begin").buttons["start" if moment == START else "ask"]
    return (Button(f"pulse.ask:{moment}", label),)


def once_more(turn: Turn, key: str) -> tuple[Say, ...]:
    """Under the answer to Friday's piece of such a week, for who did not answer on Tuesday."""
    piece = turn.library.piece(key, turn.person.job)
    moment = ASKED_IN.get(piece.week) if piece and piece.day == AGAIN_ON else None
    if moment in (None, START) or turn.find_brake(str(moment)):
        return ()
    return (Say("pulse.confidence", ref=str(moment)),)


def tap(turn: Turn) -> Next:
    """A button of the pulse, as long as its moment lasts."""
    _, choice, moment = turn.tapped
    if not _lasts(turn, moment):
        return Next((Say("system.old_button"),))
    if choice == "ask" and moment == START:
        return _asked(turn, moment)
    if choice == "ask":
        said = Say("pulse.confidence", ref=moment)
        return Next((said,), conversation=ask(turn, "pulse", "confidence", moment=moment))
    if choice in turn.library.message("pulse.confidence").buttons:
        return _confident(turn, moment, int(choice))
    return _held(turn, moment, choice)


def _lasts(turn: Turn, moment: str) -> bool:
    """An answer of week 9 says nothing about the start."""
    week = turn.person.week
    return {START: week <= 3, MID: 6 <= week <= 8, END: week >= 13}.get(moment, False)


def _confident(turn: Turn, moment: str, note: int) -> Next:
    return _asked(turn, moment).also(Score(moment, note))


def _asked(turn: Turn, moment: str) -> Next:
    asked = ask(turn, "pulse", "brake", moment=moment, day=f"{today(turn)}")
    return Next((Say("pulse.brake", ref=moment),), conversation=asked)


def _held(turn: Turn, moment: str, choice: str) -> Next:
    if choice == OTHER:
        return Next((Say("pulse.write"),), conversation=ask(turn, "pulse", "write", moment=moment))
    if choice == NONE:
        return Next((Say("pulse.no_brake"),), None, CLOSED, (Brake(moment, NONE),))
    if choice in REASSURES:
        return _reassured(turn, Brake(moment, choice), REASSURES[choice])
    return Next((Say("system.old_button"),))


def _reassured(turn: Turn, brake: Brake, ident: str) -> Next:
    question = turn.library.questions[ident]
    values = {"answer": fill(question.answer, turn.words)}
    return Next((Say("pulse.reassured", values),), None, CLOSED, (brake,))


def offered(turn: Turn) -> bool:
    """Whether what holds the person back was the last thing asked: it may be left alone."""
    here = turn.conversation
    return (here.flow, here.step) == ("pulse", "brake")


def hear_offer(turn: Turn) -> Next | None:
    """What was typed under the choices; None for anything else, which is not about them."""
    text, moment = turn.message.text, turn.conversation.data["moment"]
    if turn.conversation.data.get("day") != f"{today(turn)}":
        return None
    labels = turn.library.message("pulse.brake").buttons
    found = replies.choice(text, list(labels.values()))
    if found is not None:
        return _held(turn, moment, list(labels)[found])
    named = turn.finding.kind == "answer" and turn.finding.id in FEARS
    return _wrote(turn, moment) if named else None


def hear(turn: Turn) -> Next | None:
    """A note, or what the person wrote."""
    moment = turn.conversation.data["moment"]
    if turn.conversation.step == "confidence":
        note = openings.out_of_five(turn.message.text)
        return _confident(turn, moment, note) if note else None
    return _wrote(turn, moment) if turn.message.text.strip() else None


def _wrote(turn: Turn, moment: str) -> Next:
    text = turn.message.text.strip()
    if len(text) > LONGEST:
        return Next((Say("pulse.write_shorter"),))
    brake = Brake(moment, OTHER, text)
    if turn.finding.kind == "answer" and turn.finding.id in FEARS:
        return _reassured(turn, brake, turn.finding.id)
    return Next((Say("pulse.heard", turn.words),), None, CLOSED, (brake,))


def again(turn: Turn) -> Next:
    """Ask once more."""
    if turn.conversation.step == "confidence":
        return Next((Say("pulse.confidence", ref=turn.conversation.data["moment"]),))
    return Next((Say("pulse.write"),))


def results(turn: Turn) -> Next:
    """POULS: what the organisation's people answered, for who administers the course."""
    if not may(turn.person, Act.PULSE):
        return Next((Say("pulse.admins_only"),))
    return Next(effects=(ShowPulse(),))
