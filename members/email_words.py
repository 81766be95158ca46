"""The words of mails about accounts, whole sentences in each language; a test compares their places."""

from __future__ import annotations

INVITATION = {
    "en": {
        "subject": "{by} invites you to {organization}",
        "tone": "Invitation",
        "why": "You are invited to its billing. Choose a password, and you are in. The link works once, until {until}.",
        "fact.email": "You sign in as",
        "fact.roles": "Your roles",
        "action": "Join {organization}",
        "reason": "You get this because {by} typed your address. If you don't know why, do nothing: you stay without"
        " an account.",
    },
    "de": {
        "subject": "{by} lädt Sie zu {organization} ein",
        "tone": "Einladung",
        "why": "Sie sind zur Abrechnung eingeladen. Wählen Sie ein Passwort, und Sie sind dabei. Der Link gilt einmal,"
        " bis zum {until}.",
        "fact.email": "Sie melden sich an als",
        "fact.roles": "Ihre Rollen",
        "action": "{organization} beitreten",
        "reason": "Sie erhalten diese Nachricht, weil {by} Ihre Adresse angegeben hat. Wenn Sie nicht wissen, warum,"
        " tun Sie nichts: Es wird kein Konto angelegt.",
    },
}
RESET = {
    "en": {
        "subject": "A new password for {organization}",
        "tone": "New password",
        "why": "Choose a new one by this link. It works once and for 2 hours. Until then the present one stays.",
        "fact.email": "You sign in as",
        "action": "Choose a new password",
        "reason": "You get this because somebody asked for it with your address. If it wasn't you, do nothing.",
    },
    "de": {
        "subject": "Ein neues Passwort für {organization}",
        "tone": "Neues Passwort",
        "why": "Wählen Sie über diesen Link ein neues. Er gilt einmal und 2 Stunden lang. Bis dahin bleibt das alte.",
        "fact.email": "Sie melden sich an als",
        "action": "Neues Passwort wählen",
        "reason": "Sie erhalten diese Nachricht, weil jemand sie mit Ihrer Adresse angefordert hat. Wenn Sie es nicht"
        " waren, tun Sie nichts.",
    },
}
FACTOR_TAKEN = {
    "en": {
        "subject": "Your second factor at {organization} was taken away",
        "tone": "Second factor",
        "why": "{by} took it away and signed you out everywhere. Your password alone signs you in until you set it up"
        " again.",
        "fact.email": "You sign in as",
        "action": "Sign in",
        "reason": "You get this because it concerns the safety of your account. If you did not ask for it, ask {by}.",
    },
    "de": {
        "subject": "Ihr zweiter Faktor bei {organization} wurde entfernt",
        "tone": "Zweiter Faktor",
        "why": "{by} hat ihn entfernt und Sie überall abgemeldet. Bis Sie ihn neu einrichten, genügt Ihr Passwort.",
        "fact.email": "Sie melden sich an als",
        "action": "Anmelden",
        "reason": "Sie erhalten diese Nachricht, weil sie die Sicherheit Ihres Kontos betrifft. Wenn Sie nicht darum"
        " gebeten haben, fragen Sie {by}.",
    },
}
ROLES = {
    "en": {"admin": "Admin", "billing_admin": "Billing admin", "buyer": "Buyer", "auditor": "Auditor"},
    "de": {"admin": "Administration", "billing_admin": "Rechnungswesen", "buyer": "Einkauf", "auditor": "Prüfung"},
}
