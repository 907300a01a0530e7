"""The `dixminutes` command. Each sub-command imports only what it needs."""

import sys

import typer

from cli import (
    bench,
    challenges,
    check,
    costs,
    demo,
    keys,
    people,
    poster,
    preview,
    processes,
    pulse,
    ratings,
    rehearse,
    setup,
    teams,
    words,
    workshops,
)

app = typer.Typer(
    name="dixminutes",
    help=(
        "Le coach Dix Minutes : une astuce par jour dans la messagerie de l'équipe.\n\n"
        "Pour essayer : `dixminutes demo`. Pour de vrai : `dixminutes org add`, "
        "`dixminutes connect telegram`, `dixminutes up`."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for room in (
    *(demo, processes, setup, teams, challenges, workshops, poster, people, costs),
    *(check, preview, ratings, pulse, words, rehearse, keys, bench),
):
    room.register(app)


def main() -> None:
    """Entry point. Exit codes: 0 done, 1 refused with one clear line, 2 usage."""
    try:
        app()
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        if _debugging():
            raise
        sys.exit(_refuse(error))


def _refuse(error: Exception) -> int:
    from cli.mishaps import lines

    # Bytes that are no text may be quoted back.
    line = next(lines(error)).encode(errors="backslashreplace").decode()
    print(f"dixminutes : {line}", file=sys.stderr)
    return 1


def _debugging() -> bool:
    from core.settings import settings

    try:
        return settings().dixminutes_debug
    except ValueError:
        # What cannot be read is told in its own line.
        return False
