"""`dixminutes preview`: what a text looks like on each channel, and all of them as one page."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from content.library import Library
    from core.message import Outbound
    from core.person import Organisation

CHANNELS = ("telegram", "whatsapp", "phone")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(preview)


def preview(
    name: Annotated[
        str | None,
        typer.Argument(help="Une astuce (w03d2), une question (trace), un défi, un atelier…"),
    ] = None,
    job: Annotated[str, typer.Option(help="Le métier, pour l'astuce du mardi.")] = "general",
    channel: Annotated[
        str | None, typer.Option(help="telegram, whatsapp ou phone ; tous sinon.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option(help="Écrit tout le programme dans une page à lire (HTML).")
    ] = None,
) -> None:
    """Montre un texte comme chaque canal l'affiche, ou tout le programme en une page.

    Exemples : dixminutes preview w03d2 --job compta
               dixminutes preview trace --channel whatsapp
               dixminutes preview --page programme.html
    """
    from cli.refusal import Refused

    if channel is not None and channel not in CHANNELS:
        raise Refused("canal inconnu ; choix : " + ", ".join(CHANNELS))
    library, organisation = _library(), _organisation()
    if job not in library.jobs:
        raise Refused("métier inconnu ; choix : " + ", ".join(library.jobs))
    if page is not None:
        _write(library, page)
    elif name is None:
        raise Refused("dis ce que tu veux voir (w03d2, trace…), ou --page programme.html")
    else:
        for line in shown(library, organisation, name, job, channel):
            typer.echo(line)


def _library() -> "Library":
    from content import loader
    from core.settings import settings

    return loader.load([Path(part) for part in settings().content_dirs.split(":") if part])


def _organisation() -> "Organisation":
    from core.person import Organisation

    return Organisation(0, "EXEMPLE", "")


def _write(library: "Library", page: Path) -> None:
    from cli.refusal import Refused
    from web.reading import written

    try:
        page.write_text(written(library), encoding="utf-8")
    except OSError as error:
        raise Refused(f"impossible d'écrire {page} : {error.strerror}") from error
    typer.echo(f"{page} : à ouvrir dans un navigateur.")


def shown(
    library: "Library",
    organisation: "Organisation",
    name: str,
    job: str,
    channel: str | None,
) -> Iterator[str]:
    """The lines that show a text of this name. Raises Refused for a name nothing has."""
    from cli.refusal import Refused
    from cli.screens import SCREENS, told_ready

    found = list(_messages(library, organisation, name, job))
    if not found:
        raise Refused(f"rien ne s'appelle {name} ; exemples : w03d2, trace, mail-impossible")
    piece = library.piece(name, job)
    for one in CHANNELS if channel is None else (channel,):
        yield f"— {one} —"
        if piece is not None and one == "whatsapp":
            yield from told_ready(library, piece)
        for message in found:
            yield from SCREENS[one](message)
        yield ""


def _messages(
    library: "Library", organisation: "Organisation", name: str, job: str
) -> "Iterator[Outbound]":
    from content.library import words
    from flows import question, tip

    known = words(organisation.words)
    if name in library.pieces:
        say = tip.compose(library, organisation, name, job)
        yield library.render(
            say.key,
            {**known, **say.values},
            choices=say.choices,
            ref=say.ref,
            more=say.more,
            last=say.last,
            prompt=say.prompt,
        )
    elif name in library.questions:
        say = question.said(library.questions[name], known)
        yield library.render(say.key, {**known, **say.values}, choices=say.choices, ref=say.ref)
    else:
        yield from _together(library, name)


def _together(library: "Library", name: str) -> "Iterator[Outbound]":
    """What teams do: until a flow says it, its texts one under the other."""
    from content.library import DEFAULT_WORDS, fill
    from content.spoken import typeset
    from core.message import Outbound

    def block(*texts: str, prompt: str | None = None) -> Outbound:
        text = typeset(fill("\n\n".join(filter(None, texts)), DEFAULT_WORDS))
        return Outbound(text, fill(prompt, DEFAULT_WORDS) if prompt else None)

    if (challenge := library.challenges.get(name)) is not None:
        yield block(challenge.title, challenge.text, challenge.check, prompt=challenge.prompt)
        yield block(challenge.group, challenge.share)
    if (mission := library.missions.get(name)) is not None:
        yield block(mission.title, mission.intro)
        for week in mission.weeks:
            yield block(week.text, "\n".join(f"• {use}" for use in week.uses))
        yield block(mission.share)
    if (workshop := library.workshops.get(name)) is not None:
        yield block(workshop.title, workshop.goal, workshop.opening)
        for case in workshop.cases:
            yield block(case.title, case.text, case.check, prompt=case.prompt)
            yield block(case.material)
            yield block(case.again)
        yield block(workshop.closing)
