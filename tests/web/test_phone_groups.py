"""A shared group of the page's phones: one thread, several people who act in it."""

from typing import Any

import pytest

from store import organisations, pictures
from tests.web.site import Site, refusal

GROUP = "/phone/groups/equipe/messages"


def act(here: Site, body: object, path: str = GROUP) -> int:
    return here.client.post(path, body).status_code


def bubbles(here: Site, after: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = here.client.get(f"{GROUP}?after={after}").json()
    return found


def test_what_somebody_writes_there_shows_their_name(here: Site) -> None:
    assert act(here, {"as": "amina", "text": "/aide"}) == 202
    here.product.answer()
    mine, answer = bubbles(here)
    assert (mine["from"], mine["text"]) == ("me", "Amina : /aide")
    assert answer["from"] == "bot"
    assert bubbles(here, mine["id"]) == [answer]


def test_the_same_client_id_twice_is_one_act(here: Site) -> None:
    for _ in range(2):
        act(here, {"as": "amina", "text": "/aide", "client_id": "c1"})
    assert len(here.stored()) == 1


@pytest.mark.parametrize(
    "body", [{"text": "/aide"}, {"as": "A B", "text": "x"}, {"as": 3, "text": "x"}, {"as": "amina"}]
)
def test_whoever_acts_is_named(here: Site, body: object) -> None:
    assert refusal(here.client.post(GROUP, body)) == 400
    assert here.stored() == []


@pytest.mark.parametrize("name", ["A", "a b", "x" * 33])
def test_a_group_s_name_is_like_a_handle(here: Site, name: str) -> None:
    assert act(here, {"as": "amina", "text": "x"}, f"/phone/groups/{name}/messages") == 400


def test_without_phones_there_are_no_groups(open_site: Any) -> None:
    here = open_site(phone_enabled=False)
    assert refusal(here.client.get(GROUP)) == 404


def test_a_picture_is_found_by_its_address_alone(here: Site) -> None:
    here.product.organisation()
    with here.context.database.write() as tx:
        mairie, now = organisations.by_code(tx, "MAIRIE"), here.context.clock.now()
        assert mairie is not None
        token = pictures.keep(tx, here.context.keyring, mairie.id, b"PNG...", now)
    found = here.client.get(f"/images/{token}.png")
    assert (found.status_code, found.content) == (200, b"PNG...")
    assert found.headers["content-type"] == "image/png"
    for other in (token[:-1] + "_", "x", "../etc"):
        assert here.client.get(f"/images/{other}.png").status_code == 404
