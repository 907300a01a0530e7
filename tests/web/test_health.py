"""Alive, ready, how much: and never whose."""

import pytest

from store.db import Database
from tests.web.site import FOREIGN, LOCAL, Site, refusal, site

TOKEN = "m" * 20


def test_alive(small: Site) -> None:
    answer = small.asked_from(FOREIGN).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_ready_says_what_waits(here: Site) -> None:
    assert here.client.get("/readyz").json() == {"database": True, "redis": True, "backlog": 0}
    here.act("amina", {"text": "bonjour"})
    answer = here.asked_from(FOREIGN).get("/readyz")
    assert (answer.status_code, answer.json()["backlog"]) == (200, 1)


def test_without_redis_it_is_degraded_not_down(small: Site) -> None:
    small.bell.gone = True
    answer = small.client.get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (200, False)


def test_figures_tell_no_text_name_or_number(here: Site) -> None:
    here.product.organisation()
    here.says("philibertine", "REJOINDRE MAIRIE zarglouf")
    here.says("philibertine", "REJOINDRE MAIRIE")
    here.act("philibertine", {"text": "zarglouf"})

    answer = here.client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'dixminutes_messages{reason="",status="sent"} 2.0' in answer.text
    assert "dixminutes_inbox_waiting 1.0" in answer.text
    assert "dixminutes_outbox_due 0.0" in answer.text
    for private in ("philibertine", "zarglouf", "MAIRIE", "Vieux-Moulin"):
        assert private not in answer.text


@pytest.mark.parametrize("path", ["/metrics", "/phone", "/phone/clock", "/phone/amina/messages"])
class TestOnlyFromHere:
    @pytest.mark.parametrize("host", [LOCAL, "127.8.9.1", "::1"])
    def test_this_machine_may_look(self, small: Site, path: str, host: str) -> None:
        assert small.asked_from(host).get(path).status_code == 200

    @pytest.mark.parametrize("host", [FOREIGN, "10.0.0.1", "::ffff:203.0.113.9", "", "unix:"])
    def test_another_may_not(self, small: Site, path: str, host: str) -> None:
        assert refusal(small.asked_from(host).get(path)) == 403

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
    def test_nor_whoever_comes_through_a_proxy_on_this_machine(
        self, small: Site, path: str, header: str
    ) -> None:
        assert refusal(small.client.get(path, {header: "127.0.0.1"})) == 403

    def test_with_a_token_anyone_who_has_it(self, sqlite_database: Database, path: str) -> None:
        with site(sqlite_database, metrics_token=TOKEN, phone_token=TOKEN) as here:
            self._only_with_it(here, path)

    def _only_with_it(self, here: Site, path: str) -> None:
        away = here.asked_from(FOREIGN)
        assert away.get(f"{path}?token={TOKEN}").status_code == 200
        assert away.get(path, {"Authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert away.get(path, {"Authorization": f"bearer {TOKEN}"}).status_code == 200
        for wrong in ("", "?token=", "?token=x", f"?token={TOKEN}x", "?token=%C3%A9", "?token=%ff"):
            assert refusal(away.get(path + wrong)) == 403
            assert refusal(here.client.get(path + wrong)) == 403
        for header in (TOKEN, f"Basic {TOKEN}", "Bearer", "Bearer é"):
            assert refusal(away.get(path, {"Authorization": header})) == 403


def test_acting_is_guarded_as_looking_is(small: Site) -> None:
    away = small.asked_from(FOREIGN)
    assert refusal(away.post("/phone/amina/messages", {"text": "bonjour"})) == 403
    assert refusal(away.post("/phone/clock", {"advance_minutes": 1})) == 403
    assert small.stored() == []
