"""The `dixminutes` command. Each sub-command imports only what it needs."""

import sys

import typer

from cli import bench, demo, keys, people, processes, rehearse, setup, words

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
for room in (demo, processes, setup, people, words, rehearse, keys, bench):
    room.register(app)


def main() -> None:
    """Entry point. Exit codes: 0 done, 1 refused with one clear line, 2 usage."""
    from pydantic import ValidationError

    from cli.opening import setting_problem
    from cli.refusal import Refused

    try:
        app()
    except Refused as refused:
        sys.exit(_refuse(str(refused)))
    except ValidationError as error:
        sys.exit(_refuse(setting_problem(error)))
    except BrokenPipeError:
        sys.exit(0)


def _refuse(line: str) -> int:
    print(f"dixminutes : {line}", file=sys.stderr)
    return 1
