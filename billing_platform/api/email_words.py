"""The words of mails about tokens, whole sentences in each language; a test compares their places."""

from __future__ import annotations

EXPIRY = {
    "en": {
        "subject": "The API token “{token}” expires on {until}",
        "tone": "Expires soon",
        "why": "Requests of {owner} with it are refused from then on. Make a new token, give it to the program, then"
        " revoke this one.",
        "fact.token": "Token",
        "fact.owner": "Of",
        "fact.until": "Expires",
        "action": "Open tokens",
        "reason": "You get this because the token is yours, or because you administer {organization}.",
    },
    "de": {
        "subject": "Das API-Token „{token}“ läuft am {until} ab",
        "tone": "Läuft bald ab",
        "why": "Anfragen von {owner} werden dann abgelehnt. Erstellen Sie ein neues Token, geben Sie es dem Programm"
        " und widerrufen Sie danach dieses.",
        "fact.token": "Token",
        "fact.owner": "Von",
        "fact.until": "Läuft ab",
        "action": "Tokens öffnen",
        "reason": "Sie erhalten diese Nachricht, weil es Ihr Token ist oder weil Sie {organization} verwalten.",
    },
}
