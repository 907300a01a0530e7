"""The reasons of the ledger, in the operator's words."""

BECAUSE = {
    "holiday": "jour férié",
    "leave": "congé",
    "not_working": "jour non travaillé",
    "pause": "pause",
    "stopped": "arrêté",
    "quiet_hours": "hors des heures permises",
    "daily_limit": "déjà un message ce jour-là",
    "no_day": "plus de jour dans sa semaine",
    "digest_only": "ne garde que le résumé de l'équipe",
    "finished": "parcours terminé",
    "not_started": "parcours pas commencé",
    "expired": "trop tard",
    "unreachable": "injoignable",
    "window": "plus de 24 h de silence, et aucun modèle approuvé ne le dit",
    "people_limit": "limite de personnes du jour atteinte, l'astuce attend le lendemain",
    "monthly_cap": "budget du mois épuisé, l'astuce attend le lendemain",
    "no_admin": "aucun admin joignable à prévenir",
    "withdrawn": "retiré",
    "channel_off": "canal éteint",
}
"""By the words of core.reasons, and a few the sender adds."""


def because(reason: str) -> str:
    """`people_limit (limite de personnes du jour atteinte…)`; a provider's code as it is."""
    said = BECAUSE.get(reason)
    return f"{reason} ({said})" if said else reason
