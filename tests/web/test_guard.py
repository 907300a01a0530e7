"""Without a token only a program, or a page of ours, on this very machine is let in."""

import pytest

from store.db import Database
from tests.web.client import Client, Headers
from tests.web.site import FOREIGN, LOCAL, Site, refusal, site

PATHS = ["/metrics", "/phone", "/phone/clock", "/phone/amina/messages"]
TOKEN = "t" * 20

ALLOWED: dict[str, Headers] = {
    "curl": {},
    "curl by address": {"host": "127.0.0.1:8000"},
    "another address of this machine": {"host": "127.1.2.3"},
    "IPv6": {"host": "[::1]:8000"},
    "capitals": {"host": "LocalHost"},
    "the page's GET": {"sec-fetch-site": "same-origin"},
    "an address typed": {"sec-fetch-site": "none"},
    "the page's POST": {"origin": "http://localhost:8000", "sec-fetch-site": "same-origin"},
    "an older browser's POST": {"origin": "http://localhost:8000"},
    "a page that tells no referrer": {"origin": "null", "sec-fetch-site": "same-origin"},
}
REFUSED: dict[str, Headers] = {
    "a name made to lead here": {"host": "evil.example"},
    "one that begins like ours": {"host": "localhost.evil.example"},
    "one that looks like an address": {"host": "127.0.0.1.evil.example"},
    "another machine's address": {"host": "203.0.113.9:8000"},
    "every address": {"host": "0.0.0.0"},
    "another machine's IPv6": {"host": "[2001:db8::1]"},
    "no host": {"host": ""},
    "half a host": {"host": "[::1"},
    "two hosts": {"host": "localhost, evil.example"},
    "a user in the host": {"host": "evil.example@localhost"},
    "another site's page": {"origin": "https://evil.example"},
    "another port's page": {"origin": "http://localhost:3000"},
    "another scheme's page": {"origin": "https://localhost:8000"},
    "another name's page": {"origin": "http://127.0.0.1:8000"},
    "a page without origin": {"origin": "null"},
    "an empty origin": {"origin": ""},
    "another site's picture": {"sec-fetch-site": "cross-site"},
    "another port's frame": {"sec-fetch-site": "same-site"},
    "a site that contradicts its origin": {
        "origin": "https://evil.example",
        "sec-fetch-site": "same-origin",
    },
    "a proxy that says for whom": {"x-forwarded-for": "127.0.0.1"},
    "a proxy that says how": {"x-forwarded-proto": "https"},
    "a proxy that says where": {"x-forwarded-host": "localhost"},
    "a proxy of the standard": {"forwarded": "for=127.0.0.1"},
    "a proxy with the address": {"x-real-ip": "127.0.0.1"},
    "a proxy that names itself": {"via": "1.1 proxy"},
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ALLOWED)
def test_let_in(small: Site, path: str, name: str) -> None:
    assert small.client.get(path, ALLOWED[name]).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", REFUSED)
def test_kept_out(small: Site, path: str, name: str) -> None:
    assert refusal(small.client.get(path, REFUSED[name])) == 403


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_kept_out_does_nothing(small: Site, name: str) -> None:
    headers = {"content-type": "text/plain", **REFUSED[name]}
    said = small.client.post("/phone/amina/messages", {"text": "STOP"}, headers)
    assert refusal(said) == 403
    assert refusal(small.client.post("/phone/clock", {"advance_minutes": 9}, headers)) == 403
    assert small.stored() == []


class Old(Client):
    """A caller that speaks HTTP/1.0, as nginx does to whom it passes on."""

    def _scope(self, method: str, url: str, headers: Headers) -> dict[str, object]:
        return {**super()._scope(method, url, headers), "http_version": "1.0"}


@pytest.mark.parametrize("path", PATHS)
def test_a_proxy_that_tells_nothing_is_known_by_its_protocol(small: Site, path: str) -> None:
    assert refusal(Old(small.app, LOCAL).get(path)) == 403


@pytest.mark.parametrize("headers", [*ALLOWED.values(), *REFUSED.values()])
def test_with_the_token_any_way_in_is_good(sqlite_database: Database, headers: Headers) -> None:
    with site(sqlite_database, phone_token=TOKEN) as here:
        there = here.asked_from(FOREIGN)
        bearer = {**headers, "authorization": f"Bearer {TOKEN}"}
        assert there.get("/phone/clock", bearer).status_code == 200
        assert refusal(here.client.get("/phone/clock", headers)) == 403


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/phone.js"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_everyone_may_see_stays_open(small: Site, path: str, name: str) -> None:
    assert small.asked_from(FOREIGN).get(path, REFUSED[name]).status_code == 200
