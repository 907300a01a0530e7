"""Opens what a command works with, or says in one line why it cannot."""

from collections.abc import Iterator
from contextlib import contextmanager

from cli.refusal import Refused
from content.loader import ContentProblems
from core.settings import Settings, settings
from store import canary, version
from store.canary import WrongKey
from store.db import DatabaseAway
from workers.context import Context, NoSecret, open_context


@contextmanager
def opened(chosen: Settings | None = None) -> Iterator[Context]:
    """The context of the environment, its database at the present schema.

    Raises Refused for a database that is away, a missing or another's key, broken content.
    """
    try:
        context = open_context(chosen or settings())
        try:
            if not version.up_to_date(context.database):
                raise Refused("base de données pas à jour : lance d'abord « dixminutes migrate »")
            with context.database.read() as tx:
                canary.check(tx, context.keyring)
            yield context
        finally:
            context.close()
    except (DatabaseAway, NoSecret, WrongKey, OSError) as error:
        raise Refused(str(error)) from error
    except ContentProblems as error:
        raise Refused(f"contenu à corriger : {error.problems[0]}") from error
