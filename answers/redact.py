"""Personal data out of a text before it leaves: for a model, or for a champion's eyes.

Rather too much than too little: a mark in place of a word costs nothing, a name that leaves cannot
be called back. What cannot be told from its form (a surname alone, in small letters) stays, which
is why people are shown the text as it will leave.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stdnum import luhn
from stdnum.fr import nir, siret

from answers.lessons import ELSEWHERE, lessons
from french.fold import fold

EMAIL, LINK, ACCOUNT, IBAN, CARD = "[e-mail]", "[lien]", "[compte]", "[IBAN]", "[carte bancaire]"
PHONE, NIR, SIRET, NUMBER = "[téléphone]", "[n° de sécurité sociale]", "[SIRET]", "[numéro]"
ADDRESS, PLATE, BIRTH, NAME = "[adresse]", "[immatriculation]", "[date de naissance]", "[nom]"
KINDS = (
    EMAIL, LINK, ACCOUNT, IBAN, CARD, PHONE, NIR, SIRET, NUMBER, ADDRESS, PLATE, BIRTH, NAME,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that may leave. `found` says what was masked, a kind once, in the order of KINDS."""

    text: str
    found: tuple[str, ...] = ()


_EMAIL = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<!\w)@\w[\w.]{2,}")
_GROUP = r"[ .-]?(?=[A-Z]{0,3}\d)[A-Z0-9]{4}"
_IBAN = re.compile(
    rf"\b(?:[A-Z]{{2}} ?|[a-z]{{2}})\d{{2}}"
    rf"(?i:(?:[ .-]?[A-Z]{{4}})?(?:{_GROUP}){{2,7}}(?:[ .-]?\d[A-Z0-9]{{0,2}})?)\b"
)
_DIGITS = re.compile(
    r"(?<![\w,])\+?\d(?:(?: ?\(0\) ?|[ .\u00a0\u202f/-]{0,2})[\dAB]){7,24}(?!\w)", re.IGNORECASE
)
_DATES = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}){1,2}|\d{4}-\d{2}-\d{2}|(?:(?:19|20)\d\d[ /-]*)+"
)
_BIRTH = re.compile(
    r"\b(n[ée]e?\(?e?\)? le )"
    r"(?:\d{1,2}[/. -]\d{1,2}[/. -]\d{2,4}|\d{1,2}(?:er)? \w{3,9} \d{2,4})",
    re.IGNORECASE,
)
_PLATE = re.compile(r"\b[A-Z]{2}[ -]\d{3}[ -][A-Z]{2}\b")
_WAY = (
    r"(?:rue|avenue|av\.?|boulevard|b[dl]\.?|place|chemin|impasse|all[ée]e|route|rte|quai|cours"
    r"|square|lotissement|r[ée]sidence|hameau|lieu-dit|faubourg|passage|sentier|villa|cit[ée]"
    r"|esplanade|promenade|mail|ruelle|venelle|traverse|mont[ée]e)"
)
_LINKED = r"(?:de la |de l['’]|des? |du |d['’]|les? |la |l['’])?"
_PART = r"[^\W\d_][\w'’-]*"
_STREET = re.compile(
    rf"\b\d{{1,4}}(?: ?(?:bis|ter|quater|[a-d]))?,? (?:{_WAY}) {_LINKED}{_PART}"
    rf"(?: {_LINKED}(?-i:[A-ZÀ-Ý])[\w'’-]*)*"
    rf"|\b(?:{_WAY}) (?i:{_LINKED})(?-i:[A-ZÀ-Ý])[\w'’-]*(?: (?-i:[A-ZÀ-Ý])[\w'’-]*)*",
    re.IGNORECASE,
)
_TOWN = re.compile(r"\b(?:F-?)?\d{5}(?= [A-ZÀ-Ý])(?: [A-ZÀ-Ý][\w'’-]*)+")
_TOWN_TYPED = re.compile(r"\b((?:0[1-9]|[1-8]\d|9[0-8])\d{3}) ([a-zà-ÿ][\w'’-]{2,})")
_SURNAME = r"(?:(?:de|du|des|le|la|el|al|ben|van|von) )*[A-ZÀ-Ý][\w'’-]+"
_CIVIL = re.compile(
    r"\b((?:(?i:m\.|mr\.?|mme\.?|mlle\.?|mrs\.?|dr\.?|pr\.?"
    r"|monsieur|madame|mademoiselle|ma[îi]tre|docteur)|Me|M(?= [A-ZÀ-Ý]))\s)"
    rf"((?:{_SURNAME})(?:[ -]{_SURNAME})*|(?!(?:le|la|les|l['’]|un|une|et|ou|qui|de|que|a|est|pour"
    r"|dit|veut|tout|je|j['’]|vous|en|dans|sur|au|à)\b)[a-zà-ÿ][\w'’-]{2,})"
)
_CALLED = re.compile(
    r"\b((?i:je m['’]?\s?appell?e|mon nom (?:est|c['’]?\s?est)|elle s['’]?appelle"
    r"|il s['’]?appelle|sign[ée] :?) )([^\W\d_][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)*)"
)
_MEASURES = frozenset(
    """
    euros euro habitants lignes personnes dossiers mots caracteres kilometres metres pieces points
    tonnes litres heures fois exemplaires clients signes colis unites adherents usagers
    """.split()  # noqa: SIM905 - a list of them would take a line each
)
SHORTEST_SURNAME = 3
_NUMBERED = re.compile(r"\d\D?\d\D?\d|@|://")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?:^|[.!?…:»\n\r-])\s*[«\"“(]?\s*$")


def redact(text: str) -> Redacted:
    """The text with marks in place of personal data (IBAN, numbers, addresses, names…)."""
    found: set[str] = set()

    def mark(kind: str) -> str:
        found.add(kind)
        return kind

    for pattern, masked in _RULES:
        text = pattern.sub(lambda match, by=masked: by(match, mark), text)  # type: ignore[misc]
    text = _without_names(text, mark)
    return Redacted(text, tuple(kind for kind in KINDS if kind in found))


def without_numbers(text: str) -> str:
    """The text without IBANs, phone numbers and the like, which say nothing of a question."""
    if not _NUMBERED.search(text):
        return text
    for pattern, masked in _RULES:
        text = pattern.sub(lambda match, by=masked: by(match, lambda _: " "), text)  # type: ignore[misc]
    return text


Mark = Callable[[str], str]


def _whole(kind: str) -> Callable[[re.Match[str], Mark], str]:
    return lambda _match, mark: mark(kind)


def _after(kind: str) -> Callable[[re.Match[str], Mark], str]:
    """Keep what introduces it ("Mme", "né le"), mask what follows."""
    return lambda match, mark: match[1] + mark(kind)


def _typed_town(match: re.Match[str], mark: Mark) -> str:
    """ "53000 laval", but not "53000 euros"."""
    return match[0] if fold(match[2]) in _everyday() else mark(ADDRESS)


def _number(match: re.Match[str], mark: Mark) -> str:
    shown = match[0]
    if _DATES.fullmatch(shown):
        return shown
    return mark(_kind_of(re.sub(r"[^\dABab]", "", shown), shown))


def _kind_of(digits: str, shown: str) -> str:
    """Which number it is, by its own check digits where it has some."""
    if nir.is_valid(digits):
        return NIR
    if siret.is_valid(digits):
        return SIRET
    if shown.startswith(("+", "00")) or (len(digits) == 10 and digits.startswith("0")):
        return PHONE
    if digits.isdigit() and 13 <= len(digits) <= 19 and luhn.is_valid(digits):
        return CARD
    return NUMBER


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Mark], str]], ...] = (
    (_EMAIL, _whole(EMAIL)),
    (_LINK, _whole(LINK)),
    (_ACCOUNT, _whole(ACCOUNT)),
    (_BIRTH, _after(BIRTH)),
    (_IBAN, _whole(IBAN)),
    (_PLATE, _whole(PLATE)),
    (_DIGITS, _number),
    (_STREET, _whole(ADDRESS)),
    (_TOWN, _whole(ADDRESS)),
    (_TOWN_TYPED, _typed_town),
    (_CIVIL, _after(NAME)),
    (_CALLED, _after(NAME)),
)


@cache
def _everyday() -> frozenset[str]:
    """Words people use without meaning a name: those they ask our questions with."""
    ours = (texts for entry, texts in lessons().items() if entry != ELSEWHERE)
    asked = (word for texts in ours for text in texts for word in _WORD.findall(text))
    # With a capital it may be somebody's name.
    return frozenset(fold(word) for word in asked if word.islower()) | _MEASURES


@cache
def _first_names() -> tuple[frozenset[str], frozenset[str]]:
    """Names that are nothing else, and names that are words as well."""
    lines = (Path(__file__).parent / "first_names.txt").read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if not line.startswith("#")]
    sure = {name for line in told if not line.startswith("|") for name in line.split()}
    also = {name for line in told if line.startswith("|") for name in line[1:].split()}
    return frozenset(map(fold, sure - also)), frozenset(map(fold, also))


def _without_names(text: str, mark: Mark) -> str:
    words = list(_WORD.finditer(text))
    out, end, at = [], 0, 0
    while at < len(words):
        length = _name_at(text, words, at)
        if length:
            out += [text[end : words[at].start()], mark(NAME)]
            end = words[at + length - 1].end()
        at += max(length, 1)
    return "".join([*out, text[end:]])


def _name_at(text: str, words: list[re.Match[str]], at: int) -> int:
    """How many words from here are somebody's name, a surname in capitals before it included."""
    if _surname_first(text, words, at):
        return 1 + _from_first_name(text, words, at + 1)
    return _from_first_name(text, words, at)


def _surname_first(text: str, words: list[re.Match[str]], at: int) -> bool:
    """ "DUPONT Jean", as on a form."""
    if at + 1 >= len(words) or len(words[at][0]) < 3 or not words[at][0].isupper():
        return False
    beside = text[words[at].end() : words[at + 1].start()] == " "
    first = words[at + 1][0]
    return beside and not first.isupper() and _leading(first) in _first_names()[0]


def _from_first_name(text: str, words: list[re.Match[str]], at: int) -> int:
    word = words[at]
    if text[word.end() : word.end() + 1] == "]":
        return 0
    sure, also = _first_names()
    first = _leading(word[0])
    follows = _surnames(text, words, at)
    if first in sure:
        return 1 + (follows or _typed_surname(text, words, at))
    if first not in also or not word[0][0].isupper():
        return 0
    inside = not _SENTENCE_END.search(text[: word.start()])
    return 1 + follows if follows or (inside and not word[0].isupper()) else 0


def _leading(word: str) -> str:
    """The first part of a compound, folded: "Marie" of "Marie-Claude"."""
    return fold(word).replace("'", "-").partition("-")[0]


def _typed_surname(text: str, words: list[re.Match[str]], at: int) -> int:
    """ "jean dupont": 1 where the word after a first name is none that people ask with."""
    if at + 1 >= len(words) or text[words[at].end() : words[at + 1].start()] != " ":
        return 0
    after = fold(words[at + 1][0])
    return int(len(after) >= SHORTEST_SURNAME and after not in _everyday())


def _surnames(text: str, words: list[re.Match[str]], at: int) -> int:
    """How many capitalised words follow at once: a surname, a second first name."""
    count = 0
    while at + count + 1 < len(words):
        here, after = words[at + count], words[at + count + 1]
        if text[here.end() : after.start()] != " " or not after[0][0].isupper():
            break
        count += 1
    return count
