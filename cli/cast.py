"""The demo organisation and its people: amina, bruno, claire (champion) and denis (admin)."""

from datetime import UTC, datetime

from channels.phone import group_address
from core.message import Address
from core.person import Role, State
from core.settings import Settings
from store import addresses, groups, organisations, people, teams
from store.db import Database
from workers.context import keyring

CODE = "DEMO"
NAME = "la Mairie de Saint-Exemple"
PEOPLE = {
    "amina": Role.MEMBER,
    "bruno": Role.MEMBER,
    "claire": Role.CHAMPION,
    "denis": Role.ADMIN,
}


def ensure_demo(chosen: Settings, database: Database) -> None:
    """Create what is missing of the demo organisation; its people still have to join."""
    keys, now = keyring(chosen), datetime.now(UTC)
    with database.write() as tx:
        organisation = organisations.by_code(tx, CODE)
        if organisation is not None:
            return
        organisation = organisations.add(
            tx, code=CODE, name=NAME, zone="Europe/Paris", region="none", now=now
        )
        for handle, role in PEOPLE.items():
            person = people.create(tx, organisation, role=role, state=State.INVITED, now=now)
            known = addresses.address(tx, keys, Address("phone", handle), now=now)
            addresses.attach(tx, known.id, person.id)
        team = teams.every(tx, organisation.id)[0]
        groups.bind(tx, keys, team, group_address("equipe"), thread="", now=now)


def only_demo(chosen: Settings) -> bool:
    """Whether the installation under DIXMINUTES_VAR holds nothing but the demo, or nothing yet."""
    path = chosen.dixminutes_var / "dixminutes.db"
    if not path.exists():
        return True
    database = Database(f"sqlite:///{path.absolute()}")
    try:
        with database.read() as tx:
            return {one.code for one in organisations.every(tx)} <= {CODE}
    finally:
        database.close()
