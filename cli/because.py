"""The reasons of the ledger, in the operator's words."""

import re

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
    "meta_withheld": "Meta a choisi de ne pas livrer, pas d'autre essai avant 24 h",
    "no_admin": "aucun admin joignable à prévenir",
    "not_for_me": "trois fois « pas pour moi » sur ce sujet",
    "withdrawn": "retiré",
    "challenge_stopped": "défi arrêté par un admin avant son départ",
    "channel_off": "canal éteint",
}
"""By the words of core.reasons, and a few the sender adds."""

FAILURES = {
    "account": "compte inconnu du fournisseur",
    "api_url": "l'adresse de l'API ne répond pas comme une API",
    "bad_address": "cette adresse n'existe pas ou plus",
    "bad_request": "refusé tel quel par le fournisseur",
    "blocked": "la personne a bloqué le coach",
    "broke": "erreur de notre côté, personne ne sait si c'est parti",
    "button_id": "bouton sans nom",
    "button_label": "bouton sans texte",
    "callback_url": "adresse de suivi refusée : vérifie PUBLIC_URL",
    "canceled": "annulé par le fournisseur",
    "chat_not_found": "cette conversation n'existe pas ou plus",
    "choices_too_long": "trop de choix pour un message",
    "content": "contenu WhatsApp inconnu : relance connect whatsapp",
    "content_refused": "texte refusé par Meta",
    "content_variables": "un titre ne passe pas dans le modèle",
    "credentials": "jeton ou compte refusé",
    "disconnected": "connexion coupée, personne ne sait si c'est parti",
    "empty": "message vide",
    "experiment": "Meta garde cette personne dans un essai",
    "failed": "échec sans code du fournisseur",
    "flood": "trop vite, le fournisseur demande d'attendre",
    "gateway": "pas de réponse sûre du fournisseur",
    "no_connection": "le fournisseur ne répond pas",
    "no_content": "modèle WhatsApp absent : relance connect whatsapp",
    "opted_out": "la personne a dit stop au fournisseur",
    "partly_sent": "une partie est partie, pas le reste",
    "process_died": "un processus s'est arrêté pendant l'envoi",
    "prompt_too_long": "prompt trop long pour un message",
    "queue_full": "file pleine chez le fournisseur",
    "rate": "trop vite, le fournisseur demande d'attendre",
    "sender": "numéro d'envoi refusé ou éteint",
    "server_error": "erreur chez le fournisseur",
    "template_disabled": "modèle désactivé par Meta",
    "template_mismatch": "le modèle ne correspond plus : relance connect whatsapp",
    "template_paused": "modèle mis en pause par Meta",
    "timeout": "pas de réponse à temps, personne ne sait si c'est parti",
    "token": "jeton du bot refusé",
    "too_long": "message trop long",
    "twilio": "code de Twilio sans règle ici : voir twilio.com/docs/api/errors",
    "undelivered": "non remis, sans code du fournisseur",
    "unknown_error": "raison inconnue de l'opérateur, un autre essai suit",
    "unreadable_answer": "réponse illisible du fournisseur",
    "validity_over": "trop tard pour être remis",
    "window": "plus de 24 h de silence",
}
"""What an adapter says of a send that failed, before the number of the provider's own code."""

_AGAIN = "repeat:"
_CODE = re.compile(r"_[0-9]+$")


def because(reason: str) -> str:
    """`people_limit (limite de personnes du jour atteinte…)`, a provider's code with its words."""
    again, bare = reason.startswith(_AGAIN), reason.removeprefix(_AGAIN)
    word = _CODE.sub("", bare)
    said = BECAUSE.get(bare) or FAILURES.get(word) or BECAUSE.get(word)
    if said is None:
        return reason
    return f"{bare} ({said}{' ; envoyé une seconde fois' if again else ''})"
