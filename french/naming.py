"""Sentences that name a colleague: who helped, who would make a good resource person."""

import re

from french import replies
from french.fold import fold
from french.wordlists import listed

_ONE = r"[a-z]+(?:[ '-](?!(?:qui|comme|en|pour|m|serait|ferait)\b)[a-z]+)?"
_NAME = rf"(?P<name>{_ONE})"
LONGEST = 30
"""Characters of a first name."""
_LONGEST = 120
_MUCH = r"(?:bien |beaucoup |vraiment |super |trop )?"
_HELPED = re.compile(
    rf"(?:merci[ ,]+)?(?:c ?'?est )?{_NAME} (?:qui )?m ?'?(?:a|avait) {_MUCH}"
    r"(?:aidee?|depannee?|montree?|expliquee?|guidee?|debloquee?)(?: .{0,60})?"
    rf"|j ?'?ai ete {_MUCH}(?:aidee?|depannee?|guidee?) par (?P<by>{_ONE})"
)
_ROLE = r"(?:(?:personne[ -])?ressource|referente?|championn?e?)"
_PROPOSED = re.compile(
    rf"/?(?:je )?(?:propose|proposer|nomme|nommer|suggere) {_NAME}"
    rf"(?: (?:comme|en|pour)(?: etre)?(?: la| une?)? ?{_ROLE})?"
    rf"|(?P<would>{_ONE}) (?:serait|ferait) (?:une? )?(?:bien|bonne?|super|top)"
    rf"(?: (?:comme|en))?(?: une?)? {_ROLE}"
)
_ALONE = re.compile(rf"(?:c ?'?(?:est|etait) |merci (?:a )?)?{_NAME}(?: merci)?")
_NOBODY = listed(
    "chatgpt copilot mistral gemini claude perplexity ia outil assistant machine robot coach tu il"
    " elle ils elles on nous vous ca cela ceci qui rien personne quelqu tout astuce defi atelier"
    " tutoriel google toi lui moi eux de demain aujourd lundi mardi mercredi jeudi vendredi samedi"
    " dimanche merci bonjour bonsoir salut coucou ok oui non super annuler plus je"
)
_ARTICLE = re.compile(
    r"(?:(?:le|la|l|les|des|du|un|une|ce|cet|cette|ces|ton|ta|tes|mon|ma|mes|son|sa|ses|notre|nos"
    r"|votre|vos|super)[ '])"
)


def helped_by(text: str) -> str:
    """The first name in "Amina m'a aidé" or "j'ai été aidée par Amina"; empty without one."""
    return _named(_HELPED, text)


def proposed(text: str) -> str:
    """The first name in "je propose Amina comme personne-ressource"; empty without one."""
    return _named(_PROPOSED, text)


def _named(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.fullmatch(fold(text).strip(" .!,")) if len(text) <= _LONGEST else None
    name = next(filter(None, found.groups()), "") if found else ""
    known = name and not _ARTICLE.match(f"{name} ") and re.split(r"[ '-]", name)[0] not in _NOBODY
    return name if known else ""


def same(one: str, other: str) -> bool:
    """Whether two first names are the same, accents, case and hyphens aside."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return fold(name).replace("-", " ").strip()


def alone(text: str) -> str:
    """A first name said by itself, or after "c'est"; empty for anything longer."""
    return _named(_ALONE, text)


_FIRST_NAME = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)?")


def first_name(text: str) -> str:
    """A first name as its owner wrote it, to be shown; empty for anything else."""
    bare = text.strip(" .!,")
    said = fold(bare).split()
    known = len(bare) <= LONGEST and bool(_FIRST_NAME.fullmatch(bare))
    nobody = not said or said[0] in _NOBODY or replies.yes_no(bare) is not None
    return bare[:1].upper() + bare[1:] if known and not nobody else ""
