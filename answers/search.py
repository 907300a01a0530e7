"""The question bank, searched offline: no network, no model, a few milliseconds."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from answers import elsewhere, kept
from answers.learner import Learner, Learnt, learn, telling_words
from answers.lessons import ELSEWHERE, lessons
from answers.looks_like import is_question, is_result, is_try, stripped
from answers.redact import without_numbers
from answers.smalltalk import SmallTalk, small_talk
from answers.sound import sound
from answers.trust import Evidence, trust
from content.schema import Question

# Floors of the score, found on the open half of tests/answers/blind.tsv.
ANSWER = 0.53
UNSURE = 0.12
TOLD = 0.50  # no question asked: "j'ai testé", "compta" mostly tell something

ALSO = 0.50  # a second question is only answered when it stands on its own
READ_AT_MOST = 500  # characters: nobody asks later, and the work stays bounded
PARTS_AT_MOST = 4
SHORTEST_VARIANT = 3  # words: a phrasing may hold several, between commas

_CUT = re.compile(r"[?!\n;]+|\.(?=\s|$)|\.{2,}|…")
_JOIN = re.compile(
    r"\b(?:et (?:aussi|sinon|puis|autre)|sinon|autre question|deuxi[eè]me"
    r"|et (?=est[- ]ce|comment |pourquoi |combien |c['’]est ))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the bank makes of a message. `id` is set only when `kind` is answer.

    `score` is 0–1. `offered` is best first, at most three, `id` included. `also` is the entry of
    a second question in the same message.
    """

    kind: Literal["answer", "unsure", "unknown", "smalltalk"]
    id: str | None
    score: float
    offered: tuple[str, ...]
    also: tuple[str, ...] = ()
    smalltalk: SmallTalk | None = None


UNKNOWN = Found("unknown", None, 0.0, ())


class Bank:
    """The entries one organisation can be answered from. Built once, then safe to share."""

    def __init__(self, questions: Iterable[Question], folder: Path | None = None) -> None:
        """A folder that stands keeps what is learnt, some megabytes: learning takes seconds."""
        all_, more = list(questions), lessons()
        self._ids = [question.id for question in all_]
        ours = [(one.title, *one.phrasings, *more.get(one.id, ())) for one in all_]
        subjects = (*elsewhere.subjects(), more.get(ELSEWHERE, ()))
        self._told = len(ours) + len(subjects)
        learnt = learnt_of([*ours, *subjects, *elsewhere.answers()], folder)
        self._learner = Learner(learnt, len(ours))

    def find(self, text: str) -> Found:
        """The entry a message asks for, the ones it may mean, or that it is none of ours."""
        read = without_numbers(text[:READ_AT_MOST])
        company = small_talk(read)
        if company is not None:
            return Found("smalltalk", None, 1.0, (), smalltalk=company)
        if is_result(read) and not is_question(read):
            return UNKNOWN
        whole = self._one(read)
        parts = [self._one(part) for part in _parts(read)]
        return _together(whole, [part for part in parts if part.kind == "answer"])

    def _one(self, text: str) -> Found:
        sounded = _keys(text)
        ranked = self._learner.rank(sounded)
        if is_question(text):
            ranked = [pair for pair in ranked if pair[0] < self._told]
        if not ranked or ranked[0][0] >= len(self._ids):
            return UNKNOWN
        score = round(trust(self._evidence(sounded, ranked)), 3)
        if score < UNSURE:
            return Found("unknown", None, score, ())
        offered = tuple(self._ids[near] for near, _ in ranked[:3] if near < len(self._ids))
        if score < _floor(text):
            return Found("unsure", None, score, offered)
        return Found("answer", offered[0], score, offered)

    def _evidence(self, sounded: list[str], ranked: list[tuple[int, float]]) -> Evidence:
        entry, rank = ranked[0]
        elsewhere = max((score for near, score in ranked if near >= len(self._ids)), default=0.0)
        words = telling_words(sounded)
        return Evidence(
            lead=rank - ranked[1][1] if len(ranked) > 1 else rank,
            over=rank - elsewhere,
            cover=self._learner.cover(sounded, entry),
            explained=sum(self._learner.explained(word, entry) for word in words),
            strange=sum(self._learner.strange(word) for word in words),
        )


def learnt_of(entries: Sequence[Sequence[str]], folder: Path | None) -> Learnt:
    """What the phrasings of each entry teach, from the folder if it was kept there."""
    key = kept.key(entries) if folder else ""
    known = kept.recall(folder, key) if folder else None
    if known is not None:
        return known
    learnt = learn([_lessons(phrases) for phrases in entries])
    if folder:
        kept.keep(folder, key, learnt)
    return learnt


def _keys(text: str) -> list[str]:
    return [sound(word) for word in stripped(text)]


def _lessons(phrases: Iterable[str]) -> list[list[str]]:
    """The variants between commas of each phrasing; the whole of it too if one is too short."""
    lessons: list[list[str]] = []
    for phrase in phrases:
        parts = phrase.split(",")
        variants = [part for part in parts if len(part.split()) >= SHORTEST_VARIANT]
        whole = [] if len(variants) == len(parts) else [phrase]
        lessons.extend(_keys(part) for part in (*whole, *variants))
    return lessons


def _floor(text: str) -> float:
    tells = is_try(text) or len(stripped(text)) < 2
    return TOLD if tells and not is_question(text) else ANSWER


def _parts(text: str) -> list[str]:
    parts = [part for piece in _CUT.split(text) for part in _JOIN.split(piece)]
    kept = [part for part in parts if part.strip() and small_talk(part) is None]
    return kept[:PARTS_AT_MOST] if len(kept) > 1 else []


def _together(whole: Found, answered: Sequence[Found]) -> Found:
    sure = [part for part in answered if part is answered[0] or part.score >= ALSO]
    ids = list(dict.fromkeys(part.id for part in sure if part.id))
    if not ids or (whole.kind == "answer" and len(ids) < 2 and whole.score >= answered[0].score):
        return whole
    first = answered[0]
    return Found("answer", first.id, first.score, first.offered, tuple(ids[1:2]))
