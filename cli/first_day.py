"""Amina's first days, played over HTTP through the real processes and printed as a chat."""

import json
import time
import urllib.request
from datetime import datetime, timedelta
from typing import Any
from urllib.error import URLError
from zoneinfo import ZoneInfo

from cli.refusal import Refused
from core.settings import Settings

PARIS = ZoneInfo("Europe/Paris")
PATIENCE = 60.0
JOINING = ("C’est parti", "Mairie", "Chaque jour", "9 h", "2")


class Handset:
    """One of Amina's phones."""

    def __init__(self, base: str, handle: str, token: str) -> None:
        self._base = base
        self._phone = f"{base}/phone/{handle}/messages"
        self._token = token
        self._last = 0
        self.bubbles: list[dict[str, Any]] = []

    def call(self, url: str, body: dict[str, Any] | None = None) -> Any:
        """GET, or POST with a body; JSON back. Raises OSError."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        request = urllib.request.Request(url, data, headers)  # noqa: S310 - our own loopback
        with urllib.request.urlopen(request, timeout=PATIENCE + 70) as answer:  # noqa: S310
            return json.loads(answer.read())

    def awake(self) -> bool:
        """Whether the web process and its database answer."""
        try:
            return bool(self.call(f"{self._base}/readyz")["database"])
        except (URLError, OSError):
            return False

    def read(self) -> list[dict[str, Any]]:
        """New bubbles from the coach."""
        found = self.call(f"{self._phone}?after={self._last}")
        if found:
            self._last = found[-1]["id"]
        self.bubbles += found
        return [one for one in found if one["from"] == "bot"]

    def say(self, text: str) -> None:
        """Write, and print the answer."""
        _print("Amina", text)
        self.call(self._phone, {"text": text})
        self.hear()

    def tap(self, label: str) -> None:
        """Press the newest button with this label, and print the answer."""
        buttons = [one for bubble in self.bubbles for one in bubble["buttons"]]
        button = next(one for one in reversed(buttons) if one["label"] == label)
        _print("Amina", f"[{label}]")
        self.call(self._phone, {"button": button["id"]})
        self.hear()

    def hear(self) -> None:
        """Wait for the coach. Raises Refused when nothing comes."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = self.read()
            for one in found:
                _print("Coach", one["text"])
                if one["prompt"]:
                    _print("  à copier", one["prompt"])
            if found:
                return
            time.sleep(0.1)
        raise Refused("le coach ne répond pas : regarde les lignes ci-dessus")

    def join(self) -> None:
        """The code, then the five taps."""
        self.say("REJOINDRE DEMO")
        for label in JOINING:
            self.tap(label)

    def sleep_until_tip(self, then: str = "") -> None:
        """Push the clock to 9:00 of the next days until something arrives; print when, and `then`.

        Raises Refused when nothing comes in a week.
        """
        for _ in range(7):
            morning = self.sleep_until(9)
            if self._arrived():
                _print("", f"— {morning:%d/%m/%Y}, 9 h{then} —")
                return
        raise Refused("aucune astuce n'est arrivée en une semaine")

    def sleep_until(self, hour: int) -> datetime:
        """Push the clock to an hour of tomorrow, in Paris; gives that instant."""
        now = datetime.fromisoformat(self.call(f"{self._base}/phone/clock")["now"])
        tomorrow = now.astimezone(PARIS) + timedelta(days=1)
        then = tomorrow.replace(hour=hour, minute=0, second=0, microsecond=0)
        self.call(f"{self._base}/phone/clock", {"set": then.isoformat()})
        return then

    def _arrived(self) -> bool:
        until = time.monotonic() + 2
        while time.monotonic() < until:
            if any(one["from"] == "bot" for one in self.call(f"{self._phone}?after={self._last}")):
                return True
            time.sleep(0.1)
        return False


def play_first_day(chosen: Settings, *, whatsapp: bool = False) -> None:
    """Join, tip, win, question, pause; then, if asked, a tip on a phone that plays WhatsApp.

    Raises Refused when the processes do not answer.
    """
    base = f"http://localhost:{chosen.port}"
    token = chosen.phone_token.get_secret_value() if chosen.phone_token else ""
    amina = Handset(base, "amina", token)
    _wait(amina)
    if amina.read():
        print("La première journée est déjà jouée (FRESH=1 pour recommencer).", flush=True)
    else:
        _day(amina)
    if whatsapp:
        _whatsapp(Handset(base, "amina-whatsapp", token))
        print(f"\nSon téléphone WhatsApp : {base}/phone#amina-whatsapp", flush=True)
    print(f"\nPrêt : {base}/phone", flush=True)


def _wait(amina: Handset) -> None:
    until = time.monotonic() + PATIENCE
    while not amina.awake():
        if time.monotonic() > until:
            raise Refused("le serveur web ne répond pas")
        time.sleep(0.2)


def _day(amina: Handset) -> None:
    amina.join()
    amina.sleep_until_tip()
    amina.hear()
    amina.tap("Testé ✅")
    amina.say("10 minutes au lieu de 30")
    amina.say("ça garde une trace ?")
    amina.say("pause 1 semaine")


def _whatsapp(amina: Handset) -> None:
    """She joins at 8:00: the 9:00 of a later day is always more than 24 hours away."""
    if amina.read():
        print("\nWhatsApp est déjà joué aussi.", flush=True)
        return
    print("\nLa même chose sur WhatsApp, et sa fenêtre de 24 heures :\n", flush=True)
    joined = amina.sleep_until(8)
    _print("", f"— {joined:%d/%m/%Y}, 8 h : son premier message ouvre la fenêtre —")
    amina.join()
    amina.sleep_until_tip(" : plus de 24 h de silence, seul un modèle approuvé peut partir")
    amina.hear()
    _print("", "— son geste rouvre la fenêtre, l’astuce suit en entier —")
    amina.tap("Voir l’astuce")


def _print(who: str, text: str) -> None:
    lines = text.splitlines() or [""]
    for number, line in enumerate(lines):
        print(f"{who if number == 0 else '':>10}  {line}", flush=True)
