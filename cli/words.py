"""What the coach understands: minutes and questions, from the terminal."""

import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Annotated, Any

import typer

Text = Annotated[str, typer.Argument(help="Le texte, ou - pour lire une ligne par texte.")]
AsJson = Annotated[bool, typer.Option("--json", help="Une ligne JSON par texte.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    # "-10" is a text here, not an option.
    loose = {"ignore_unknown_options": True}
    app.command(context_settings=loose)(minutes)
    app.command(context_settings=loose)(ask)


def _texts(text: str) -> Iterable[str]:
    if text != "-":
        return [text]
    # Bytes that are no UTF-8 still give exactly one line out for one line in.
    raw = sys.stdin.buffer.read().decode("utf-8", "replace")
    lines = raw.split("\n")
    return lines[:-1] if lines and lines[-1] == "" else lines


def _each(text: str, read: Callable[[str], Any], show: Callable[[Any], str], as_json: bool) -> None:
    out = sys.stdout
    for line in _texts(text):
        found = read(line.rstrip("\r"))
        out.write((json.dumps(found, ensure_ascii=False) if as_json else show(found)) + "\n")


def minutes(text: Text, as_json: AsJson = False) -> None:
    """Lit un temps gagné dit en français : minutes gagnées, négatives si perdues.

    Exemple : dixminutes minutes "une demi-heure au lieu d'une heure"
    """
    from french.minutes import minutes as read

    _each(
        text,
        lambda line: {"minutes": read(line)},
        lambda found: "aucun gain dit" if found["minutes"] is None else str(found["minutes"]),
        as_json,
    )


def ask(text: Text, as_json: AsJson = False) -> None:
    """Pose une question à la banque relue, sans réseau.

    Les deux réponses quand il y a deux questions, les titres proposés quand la question n'est pas
    claire. Une consigne glissée dans le texte est refusée, comme par le coach.

    Exemple : dixminutes ask "je peux mettre un contrat dans l'IA ?" --json
    """
    from pathlib import Path

    from answers.search import Bank
    from cli.refusal import Refused
    from content import loader
    from core.settings import settings

    chosen = settings()
    extra = [Path(part) for part in chosen.content_dirs.split(":") if part]
    try:
        library = loader.load(extra)
    except loader.ContentProblems as error:
        raise Refused(f"contenu à corriger : {error.problems[0]}") from error
    bank = Bank(library.questions.values(), chosen.dixminutes_var)
    _each(text, lambda line: answered(bank, library, line), partial(_spoken, library), as_json)


def _spoken(library: Any, found: dict[str, Any]) -> str:
    """What a person would read: each answer, or what they may have meant."""
    from content.library import fill, words

    said = [found["answer"]]
    if found["kind"] == "answer":
        said += [fill(library.questions[one].answer, words({})) for one in found["also"]]
    if found["kind"] == "unsure":
        said += [f"- {library.questions[one].title}" for one in found["offered"]]
    return "\n\n".join(said) if found["kind"] == "answer" else "\n".join(said)


def answered(bank: Any, library: Any, text: str) -> dict[str, Any]:
    """What the bank says, as the contract of `ask --json` names it."""
    from answers.injection import is_injection
    from content.library import fill, words

    defaults = words({})
    if is_injection(text):
        refused = library.message("question.no_orders").text
        return {"id": None, "kind": "unknown", "score": 0.0, "answer": fill(refused, defaults)} | {
            "offered": [],
            "also": [],
        }
    found = bank.find(text)
    if found.kind == "answer" and found.id:
        said = library.questions[found.id].answer
    elif found.kind == "smalltalk" and found.smalltalk:
        said = library.message(f"question.{found.smalltalk.value}").text
    else:
        said = library.message(f"question.{found.kind}").text
    return {
        "id": found.id,
        "kind": found.kind,
        "score": round(min(1.0, max(0.0, found.score)), 4),
        "answer": fill(said, defaults),
        "offered": list(found.offered),
        "also": list(found.also),
    }
