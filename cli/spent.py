"""A month's costs, as lines to read or as JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from cli.amounts import euros
from cli.because import because
from core.person import Organisation
from store.spending import Count
from workers.costs import Costs, Forecast, Sum, total
from workers.persona import METERED

_KINDS = {
    "tip": "astuces",
    "reply": "réponses",
    "reminder": "rappels",
    "pause_thanks": "mots de pause",
    "finished": "mots de fin",
    "alert": "alertes",
    "receipt": "reçus d'effacement",
}
_NOBODY = "sans organisation (pas encore inscrits, ou effacés)"


def _of(found: Costs, ident: int | None) -> list[Count]:
    return [one for one in found.counts if one.organisation_id == ident]


def _groups(
    found: Costs, known: Sequence[Organisation], alone: bool
) -> Iterator[tuple[Organisation | None, list[Count]]]:
    """Each organisation with what left there; those of none last, where all are shown."""
    for one in known:
        yield one, _of(found, one.id)
    nobodys = [] if alone else _of(found, None)
    if nobodys:
        yield None, nobodys


def _channels(counts: Sequence[Count]) -> dict[str, list[Count]]:
    found: dict[str, list[Count]] = {}
    for one in counts:
        found.setdefault(one.channel, []).append(one)
    return found


# ---- for people ------------------------------------------------------------------------------


def table(found: Costs, known: Sequence[Organisation], *, alone: bool) -> Iterator[str]:
    """Lines for people. `alone`: `known` is the one organisation asked for."""
    here = found.month
    yield f"Du {here.first:%d/%m/%Y} au {here.last:%d/%m/%Y}, heure de Paris"
    shown: list[Count] = []
    for organisation, counts in _groups(found, known, alone):
        yield ""
        yield f"{organisation.code}, {organisation.name}" if organisation else _NOBODY
        yield from _told(found, counts) if counts else ["  rien n'est parti"]
        yield from _held(found, organisation)
        shown += counts
    yield ""
    yield f"Total : {_sum(total(found, shown))}"
    yield from _limits(found, alone)
    yield f"Prix relevés le {found.prices.checked:%d/%m/%Y} : ils changent, vérifie-les."


def _told(found: Costs, counts: Sequence[Count]) -> Iterator[str]:
    for channel, theirs in _channels(counts).items():
        kinds: Counter[str] = Counter()
        for one in theirs:
            kinds[_KINDS.get(one.kind, one.kind)] += one.left
        said = ", ".join(f"{count} {name}" for name, count in kinds.most_common())
        yield f"  {channel:<8}  {said}"
        yield f"  {'':<8}  {_sum(total(found, theirs))}{_arrived(channel, theirs)}"


def _sum(of: Sum) -> str:
    return f"modèles : {of.templates} ; texte libre : {of.free_form} ; {euros(of.eur, 2)}"


def _arrived(channel: str, counts: Sequence[Count]) -> str:
    """Only WhatsApp tells."""
    if channel != METERED:
        return ""
    return f" ; arrivée confirmée : {sum(one.arrived for one in counts)}"


def _held(found: Costs, organisation: Organisation | None) -> Iterator[str]:
    ident = organisation.id if organisation else None
    for one in found.held:
        if one.organisation_id == ident:
            yield f"  retenus : {one.count}, {because(one.reason)}"
            if one.reason == "no_admin" and organisation:
                yield f"  pour en inviter un : dixminutes invite {organisation.code} --role admin"


def _limits(found: Costs, alone: bool) -> Iterator[str]:
    """What the whole number shares, whatever is shown above."""
    prices = found.prices
    left = max(0, prices.free_form_included - found.metered)
    beyond = "prix inconnu" if prices.free_form is None else f"{euros(prices.free_form)} chacun"
    yield (
        f"Texte libre compris sur WhatsApp : {prices.free_form_included} par mois pour tout le "
        f"numéro, il en reste {left} ; au-delà, {beyond}"
    )
    if found.used is None:
        return
    if found.cap is None:
        yield "Plafond (WHATSAPP_MONTHLY_EUROS) : aucun"
    else:
        rest = max(Decimal(0), found.cap - found.used)
        yield (
            f"Plafond (WHATSAPP_MONTHLY_EUROS), toutes organisations : {euros(found.cap, 2)} ; "
            f"utilisé, modèles planifiés compris : {euros(found.used, 2)} ; reste {euros(rest, 2)}"
        )
    yield from _coming(found, found.forecast, alone)


def _coming(found: Costs, coming: Forecast | None, alone: bool) -> Iterator[str]:
    if coming is None:
        yield "Prévision : aucune, WhatsApp est éteint ici"
        return
    whose = "cette organisation" if alone else "toutes les organisations"
    yield (
        f"Prévision au {found.month.last:%d/%m}, {whose} : encore {coming.nudges} messages du "
        f"parcours sur WhatsApp, dont {coming.templates} en modèle "
        f"({coming.share * 100:.0f} %), soit {euros(coming.eur, 2)} de plus"
    )
    if coming.reached is not None:
        yield f"Le plafond serait atteint le {coming.reached:%d/%m} ; ensuite les astuces attendent"


# ---- for programs ----------------------------------------------------------------------------


def as_json(found: Costs, known: Sequence[Organisation], *, alone: bool) -> Iterator[str]:
    """One object for programs; euros as numbers."""
    groups = list(_groups(found, known, alone))
    value = {
        "month": f"{found.month.first:%Y-%m}",
        "organisations": [_organisation(found, one, counts) for one, counts in groups],
        "total": _figures(total(found, [one for _, counts in groups for one in counts])),
        "free_form_included": found.prices.free_form_included,
        "free_form_left": max(0, found.prices.free_form_included - found.metered),
        "cap": _cap(found),
        "forecast": _forecast(found.forecast),
        "prices_checked": found.prices.checked.isoformat(),
    }
    yield json.dumps(value, ensure_ascii=False)


def _organisation(
    found: Costs, organisation: Organisation | None, counts: list[Count]
) -> dict[str, Any]:
    ident = organisation.id if organisation else None
    return {
        "code": organisation.code if organisation else None,
        "channels": [
            {"channel": channel, **_figures(total(found, theirs)), "kinds": _kinds(theirs)}
            for channel, theirs in _channels(counts).items()
        ],
        "held": {one.reason: one.count for one in found.held if one.organisation_id == ident},
    }


def _kinds(counts: Sequence[Count]) -> dict[str, dict[str, int]]:
    kinds: dict[str, dict[str, int]] = {}
    for one in counts:
        mine = kinds.setdefault(one.kind, {"templates": 0, "free_form": 0, "delivered": 0})
        mine["templates" if one.template else "free_form"] += one.left
        mine["delivered"] += one.arrived
    return kinds


def _figures(of: Sum) -> dict[str, Any]:
    return {
        "templates": of.templates,
        "free_form": of.free_form,
        "delivered": of.arrived,
        "eur": _number(of.eur),
    }


def _cap(found: Costs) -> dict[str, float | None] | None:
    if found.cap is None or found.used is None:
        return None
    left = max(Decimal(0), found.cap - found.used)
    return {"eur": _number(found.cap), "used": _number(found.used), "left": _number(left)}


def _forecast(coming: Forecast | None) -> dict[str, Any] | None:
    if coming is None:
        return None
    return {
        "nudges": coming.nudges,
        "share": round(float(coming.share), 4),
        "templates": coming.templates,
        "eur": _number(coming.eur),
        "cap_reached_on": coming.reached.isoformat() if coming.reached else None,
    }


def _number(eur: Decimal | None) -> float | None:
    return None if eur is None else float(eur)
