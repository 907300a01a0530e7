"""`dixminutes rehearse` from the terminal: options, persona files, what is refused."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from cli import rehearse
from cli.persona import from_file, listed, persona_of
from cli.refusal import Refused
from core.person import Leave

KEYS = ["date", "at", "local_time", "channel", "key", "status", "reason", "template", "eur"]
ODILE = """
start: 2026-09-28
zone: Europe/Paris
region: alsace-moselle
hour: 10:30
days: [mon, tue, thu]
rhythm: 3
leave:
  - 2026-10-19..2026-10-30
job: mairie
channel: phone
answers: all
"""


def run(*words: str) -> Result:
    app = typer.Typer()
    app.command()(lambda: None)
    rehearse.register(app)
    return CliRunner().invoke(app, ["rehearse", *words])


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def kept(folder: Path, text: str) -> Path:
    path = folder / "persona.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_line_of_json_has_the_promised_keys() -> None:
    found = lines(run("--start", "2026-11-09", "--weeks", "1", "--json"))
    assert all(list(one) == KEYS for one in found)
    assert found[0] == {
        "date": "2026-11-09",
        "at": "2026-11-09T08:00:00+00:00",
        "local_time": "09:00",
        "channel": "telegram",
        "key": "w01d1",
        "status": "sent",
        "reason": None,
        "template": False,
        "eur": 0.0,
    }
    assert [(one["date"], one["key"], one["status"], one["reason"]) for one in found[2:3]] == [
        ("2026-11-11", "w01", "skipped", "holiday")
    ]
    assert all(datetime.fromisoformat(one["at"]).utcoffset() is not None for one in found)


def test_the_table_ends_with_the_counts() -> None:
    result = run("--start", "2026-11-09", "--weeks", "1")
    assert result.exit_code == 0
    first, *_, last = result.stdout.splitlines()
    assert first.split() == ["lun", "09/11", "09:00", "telegram", "w01d1", "envoyé"]
    assert last == "4 envoyés ; 2 sautés : holiday 1, no_day 1"


def test_whatsapp_s_table_says_what_each_message_is_and_costs() -> None:
    alone = ["--rhythm", "3", "--channel", "whatsapp", "--no-estimate"]
    result = run("--start", "2026-11-16", "--weeks", "1", *alone)
    assert result.exit_code == 0, result.output
    told = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert told[:3] == [
        "mar 17/11 09:00 whatsapp w01d2 modèle envoyé, 0,0248 €",
        "mar 17/11 09:05 whatsapp w01d2 réponse au bouton du modèle en texte libre, 0 €",
        "mer 18/11 09:00 whatsapp w01d3 envoyé en texte libre, 0 €",
    ]
    assert told[5:7] == [
        "3 envoyés ; 0 sautés",
        "Cette personne — modèles : 2 ; messages libres, réponses comprises : 9 ; total : 0,05 €",
    ]
    assert told[7] == (
        "1000 messages libres compris par mois pour tout le numéro, "
        "assez pour 111 personnes comme elle ; au-delà, prix inconnu."
    )
    assert told[8].startswith("Prix relevés le 23/11/2026")
    assert len(told) == 9


def test_an_estimate_tells_the_three_rhythms() -> None:
    # On leave all along: a course without messages is quickly played.
    away = ["--leave", "2026-11-01..2027-03-31", "--channel", "whatsapp"]
    result = run("--start", "2026-11-16", "--weeks", "1", *away)
    assert result.exit_code == 0, result.output
    nothing = "modèles : 0 ; messages libres, réponses comprises : 0 ; total : 0 €"
    assert result.stdout.splitlines()[-3:] == [
        f"13 semaines à {rhythm} par semaine — {nothing}" for rhythm in (5, 3, 1)
    ]


def test_whatsapp_s_json_has_the_planned_messages_and_their_euros() -> None:
    words = ["--start", "2026-11-16", "--weeks", "1", "--rhythm", "3", "--channel", "whatsapp"]
    found = lines(run(*words, "--json"))
    assert all(list(one) == KEYS for one in found)
    assert [(one["key"], one["template"], one["eur"]) for one in found] == [
        ("w01d2", True, 0.0248),
        ("w01d3", False, 0.0),
        ("w01d5", True, 0.0248),
    ]


def test_wrong_content_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prices.yaml").write_text("checked: hier\n", encoding="utf-8")
    monkeypatch.setenv("CONTENT_DIRS", str(tmp_path))
    result = run("--start", "2026-11-16")
    assert isinstance(result.exception, Refused)
    assert "prices.yaml:1: checked should be" in str(result.exception)


def test_a_persona_file_gives_the_options(tmp_path: Path) -> None:
    persona = persona_of(from_file(kept(tmp_path, ODILE)))
    assert (f"{persona.start}", f"{persona.hour:%H:%M}", persona.days) == (
        "2026-09-28",
        "10:30",
        (0, 1, 3),
    )
    assert persona.leaves == (Leave(date(2026, 10, 19), date(2026, 10, 30)),)
    assert (persona.rhythm, persona.job, persona.channel) == (3, "mairie", "phone")
    assert (persona.weeks, persona.answers) == (13, True)


def test_json_is_read_too(tmp_path: Path) -> None:
    value = {"start": "2026-09-28", "hour": "10:30", "days": "mon,tue", "weeks": 2, "job": None}
    persona = persona_of(from_file(kept(tmp_path, json.dumps(value, indent=2))))
    assert (persona.weeks, persona.days, persona.job) == (2, (0, 1), "general")


def test_the_command_line_overrides_the_file(tmp_path: Path) -> None:
    path = kept(tmp_path, ODILE)
    found = lines(run("--persona", str(path), "--weeks", "1", "--hour", "14:00", "--json"))
    assert {one["local_time"] for one in found} == {"14:00"}
    assert {one["channel"] for one in found} == {"phone"}
    assert max(one["date"] for one in found) <= "2026-10-04"


def test_leave_can_be_given_several_times() -> None:
    away = ["--leave", "2026-11-10..2026-11-10", "--leave", "2026-11-12..2026-11-13"]
    found = lines(
        run(
            "--start",
            "2026-11-09",
            "--weeks",
            "1",
            *away,
            "--json",
        )
    )
    assert [one["date"] for one in found if one["reason"] == "leave"] == [
        "2026-11-10",
        "2026-11-12",
        "2026-11-13",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("start", "28/09/2026"),
        ("start", "2026-02-30"),
        ("start", "9999-12-31"),
        ("weeks", "0"),
        ("weeks", "douze"),
        ("zone", "Mars/Olympus"),
        ("zone", "../../etc/passwd"),
        ("region", "bretagne"),
        ("hour", "25:00"),
        ("hour", "9h"),
        ("days", "mon,lundi"),
        ("days", ""),
        ("rhythm", "4"),
        ("leave", "2026-10-30..2026-10-19"),
        ("leave", "demain"),
        ("channel", "sms"),
        ("answers", "some"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line(name: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        persona_of(listed({"start": "2026-09-28", name: said}))
    assert str(refused.value).startswith(f"{name} : ")
    assert "\n" not in str(refused.value)


def test_an_unknown_job_is_refused() -> None:
    result = run("--start", "2026-09-28", "--job", "astronaute")
    assert isinstance(result.exception, Refused)
    assert "mairie" in str(result.exception)


@pytest.mark.parametrize("text", ["- a\n- b\n", "mot", "start: [", "start: 2026-09-28\nheure: 9\n"])
def test_a_file_that_is_no_persona_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused) as refused:
        from_file(kept(tmp_path, text))
    assert "\n" not in str(refused.value)


def test_a_file_without_a_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="start"):
        persona_of(from_file(kept(tmp_path, "job: mairie\n")))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        from_file(tmp_path / "nobody.yaml")


def test_neither_start_nor_persona_is_a_usage_error() -> None:
    assert run().exit_code == 2
