"""Opens what a command works with, or says in one line why it cannot."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from cli.refusal import Refused
from content.loader import ContentProblems
from core.settings import Settings, settings
from store import version
from store.db import DatabaseAway
from workers.context import Context, NoSecret, open_context


def setting_problem(error: ValidationError) -> str:
    """The first wrong variable of the environment, by name, without its value."""
    first = error.errors()[0]
    name = "_".join(str(part) for part in first["loc"]).upper()
    return f"réglage {name} : {first['msg']}"


@contextmanager
def opened(chosen: Settings | None = None) -> Iterator[Context]:
    """The context of the environment, its database at the present schema.

    Raises Refused for a database that is away, a missing key or broken content.
    """
    try:
        context = open_context(chosen or settings())
        try:
            if not version.up_to_date(context.database):
                raise Refused("base de données pas à jour : lance d'abord « dixminutes migrate »")
            yield context
        finally:
            context.close()
    except (DatabaseAway, NoSecret, OSError) as error:
        raise Refused(str(error)) from error
    except ContentProblems as error:
        raise Refused(f"contenu à corriger : {error.problems[0]}") from error
