"""The privacy page of an organisation, and a person's own data behind their own link."""

from datetime import timedelta

import pytest

from core.message import Address
from store import addresses, organisations, people, personal
from tests.web.site import FOREIGN, Open, Site, refusal
from workers import links

RIGHTS = ("MES DONNÉES", "OUBLIE-MOI", "STOP", "CNIL", "intérêt légitime", "machine")


def named(here: Site, name: str) -> None:
    with here.context.database.write() as tx:
        organisations.add(
            tx,
            code="ASSO",
            name=name,
            zone="Europe/Paris",
            region="none",
            now=here.context.clock.now(),
        )


def test_the_page_tells_who_what_how_long_and_which_rights(open_site: Open) -> None:
    here = open_site(
        retention_text_days=17, privacy_host="Hébergeur Exemple", privacy_contact="dpo@asso.example"
    )
    named(here, "Les Amis du Moulin")
    answer = here.asked_from(FOREIGN).get("/vie-privee/ASSO")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    told = ("Les Amis du Moulin", "Hébergeur Exemple", "dpo@asso.example", "17 jours", "Telegram")
    for words in (*told, *RIGHTS):
        assert words in answer.text


def test_the_page_names_those_through_whom_whatsapp_passes(open_site: Open) -> None:
    here = open_site(
        phone_enabled=False,
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token="a token",
        twilio_whatsapp_from="whatsapp:+33700000000",
    )
    named(here, "Les Amis du Moulin")
    page = here.client.get("/vie-privee/ASSO").text
    for words in ("Twilio", "États-Unis", "Meta", "s’il a été lu"):
        assert words in page


def test_a_phone_that_plays_whatsapp_hands_nothing_to_twilio(small: Site) -> None:
    named(small, "Les Amis du Moulin")
    assert "Twilio" not in small.client.get("/vie-privee/ASSO").text


def test_the_page_says_when_a_model_may_read_questions_and_where(open_site: Open) -> None:
    here = open_site(openai_api_key="sk-test", openai_base_url="https://ia.exemple.fr/v1")
    named(here, "Les Amis du Moulin")
    page = here.client.get("/vie-privee/ASSO").text
    for words in ("ia.exemple.fr", "masque", "IBAN"):
        assert words in page
    assert "aucun modèle" not in page
    with here.context.database.write() as tx:
        organisation = organisations.by_code(tx, "ASSO")
        assert organisation is not None
        organisations.model_off(tx, organisation, ["all"])
    page = here.client.get("/vie-privee/ASSO").text
    assert "aucun modèle" in page
    assert "ia.exemple.fr" not in page


def test_a_name_is_never_markup(small: Site) -> None:
    named(small, "<b>x</b> & <script>alert(1)</script>")
    page = small.client.get("/vie-privee/ASSO").text
    assert "&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;" in page
    assert "<b>" not in page
    assert "<script" not in page


@pytest.mark.parametrize("code", ["asso", "Asso", "ASSO"])
def test_a_code_is_read_in_any_case(small: Site, code: str) -> None:
    named(small, "Les Amis")
    assert small.client.get(f"/vie-privee/{code}").status_code == 200


@pytest.mark.parametrize("code", ["NADA", "ASSO2", "%20", "A%2FB", "%3Cb%3E", "x" * 5000])
def test_an_unknown_code_is_404(small: Site, code: str) -> None:
    named(small, "Les Amis")
    answer = small.client.get(f"/vie-privee/{code}")
    assert refusal(answer) == 404
    assert "<" not in answer.text


class TestMyData:
    @pytest.fixture
    def two(self, here: Site) -> tuple[int, int]:
        """Amina and Bruno, who told something."""
        here.product.organisation()
        for handle in ("amina", "bruno"):
            here.says(handle, "REJOINDRE MAIRIE")
            here.says(handle, f"un secret de {handle}")
        return self._who(here, "amina"), self._who(here, "bruno")

    def _who(self, here: Site, handle: str) -> int:
        with here.context.database.read() as tx:
            known = addresses.find(tx, here.context.keyring, Address("phone", handle))
        assert known is not None
        assert known.person_id is not None
        return known.person_id

    def _link(self, here: Site, person: int, ago: timedelta = timedelta()) -> str:
        when = here.context.clock.now() - ago
        return links.my_data("", here.context.keyring, person, when)

    def test_the_link_opens_all_of_ones_own_and_nothing_else(
        self, here: Site, two: tuple[int, int]
    ) -> None:
        answer = here.asked_from(FOREIGN).get(self._link(here, two[0]))
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "attachment" in answer.headers["content-disposition"]
        held = answer.json()
        assert held["addresses"] == ["phone:amina"]
        texts = [one["text"] for one in held["messages_received"]]
        assert texts == ["REJOINDRE MAIRIE", "un secret de amina"]
        assert "bruno" not in answer.text

    def test_the_link_in_the_chat_is_that_link(self, here: Site, two: tuple[int, int]) -> None:
        said = here.says("amina", "MES DONNÉES")[-1]["text"]
        start = said.index("https://dix.example/mes-donnees/")
        path = said[start:].split()[0].removeprefix("https://dix.example")
        assert here.client.get(path).json()["addresses"] == ["phone:amina"]

    def test_nobody_reaches_anothers(self, here: Site, two: tuple[int, int]) -> None:
        token = self._link(here, two[0]).removeprefix("/mes-donnees/")
        person, until, signature = token.split(".")
        later = str(int(until) + 86_400)
        forged = [
            f"{two[1]}.{until}.{signature}",
            f"{person}.{later}.{signature}",
            f"{person}.{until}.{signature[1:]}{signature[0]}x",
            f"{person}.{until}.{signature[:-1]}",
            f"{person}.{until}.{signature.upper()}",
            f"{person}.{until}.",
            f"{person}.{until}",
            f"{person}",
            signature,
            "..",
            f"%20{token}",
            f"{token}.x",
            f"{person}.{until}.%C3%A9",
        ]
        for one in forged:
            assert refusal(here.client.get(f"/mes-donnees/{one}")) == 404, one

    def test_a_link_is_good_for_an_hour(self, here: Site, two: tuple[int, int]) -> None:
        almost, over = timedelta(minutes=59), timedelta(minutes=61)
        assert here.client.get(self._link(here, two[0], almost)).status_code == 200
        assert refusal(here.client.get(self._link(here, two[0], over))) == 404

    def test_whoever_was_erased_has_no_data(self, here: Site, two: tuple[int, int]) -> None:
        link = self._link(here, two[0])
        with here.context.database.write() as tx:
            person = people.load(tx, two[0])
            assert person is not None
            personal.erase(tx, here.context.keyring, person)
        assert refusal(here.client.get(link)) == 404
