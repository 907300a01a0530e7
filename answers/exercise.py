"""A prompt tried live: what the model makes of it, and two remarks on the prompt itself."""

import json
import re
from dataclasses import dataclass

from answers.grounded import LINK
from answers.prompts import Prompt
from french.fold import fold

LONGEST_RESULT, LONGEST_REMARK = 1200, 250
_REMARKS = re.compile(r"^\W*(?:deux )?remarques?\b[^\n]*$", re.IGNORECASE | re.MULTILINE)
_RESULT = re.compile(r"^\W*resultat\W*", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(?:[-•*]|\d+\s?[.)])\s*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a prompt, and what would make it better."""

    result: str
    remarks: tuple[str, str]


def prompt(instructions: str, text: str) -> Prompt:
    """The person's prompt (already masked) as data."""
    data = json.dumps({"prompt_de_la_personne": text}, ensure_ascii=False)
    return Prompt(instructions, data, most_tokens=700)


def judge(written: str) -> Tried | None:
    """The two parts of what a model wrote; None when they are not both there, or too long."""
    parts = _REMARKS.split(written.strip())
    if len(parts) != 2:
        return None
    result = _without_heading(parts[0].strip())
    remarks = [one.strip() for one in _NUMBER.split(parts[1]) if one.strip()]
    if len(remarks) != 2 or not 0 < len(result) <= LONGEST_RESULT:
        return None
    if LINK.search(written) or any(len(one) > LONGEST_REMARK for one in remarks):
        return None
    return Tried(result, (remarks[0], remarks[1]))


def _without_heading(text: str) -> str:
    head, _, rest = text.partition("\n")
    return rest.strip() if rest and _RESULT.fullmatch(fold(head)) else text
