"""How far the nearest entry can be trusted to be the one meant."""

from dataclasses import dataclass
from math import exp

# Logistic regression, right entry against wrong entry or a subject that is not ours (these
# counted three times: answering beside the point costs most), over the phrasings of
# answers/lessons.tsv and those of the bank, each fifth of it judged by the other four.
_BASE = -3.9
_LEAD = 1.0
_OVER = 2.2
_COVER = 2.2
_EXPLAINED = 1.0
_STRANGE = -0.35
# Where more words say something else than speak for the entry, they are what the message is about.
_MOSTLY_STRANGE, _FEW = 0.5, 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an entry.

    `lead` is by how much it outruns the next one, `over` by how much what is not our subject.
    `cover` is the share of the message its words account for; `explained` how many of the words
    that say something; `strange` how many of those no entry accounts for.
    """

    lead: float
    over: float
    cover: float
    explained: float
    strange: int


def trust(seen: Evidence) -> float:
    """The odds, 0–1, that the entry is the one meant."""
    weighed = (
        _BASE
        + _LEAD * seen.lead
        + _OVER * min(seen.over, 1.0)
        + _COVER * seen.cover
        + _EXPLAINED * min(seen.explained, 2.0)
        + _STRANGE * seen.strange
    )
    odds = 1 / (1 + exp(-weighed))
    return odds * _MOSTLY_STRANGE if seen.strange >= max(_FEW, seen.explained) else odds
