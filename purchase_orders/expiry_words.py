"""The words of the mail that a purchase order ends, whole sentences in each language; a test compares their places."""

from __future__ import annotations

EXPIRY = {
    "en": {
        "subject.ahead": "{po} ends in {days} days, on {expiration}",
        "subject.tomorrow": "{po} ends tomorrow, on {expiration}",
        "subject.today": "{po} ends today",
        "subject.ended": "{po} ended on {expiration}",
        "preheader": "{remaining} of {value} is left.",
        "preheader.untracked": "No line of it tracks its balance.",
        "tone.ahead": "Ends in {days} days",
        "tone.tomorrow": "Ends tomorrow",
        "tone.today": "Ends today",
        "tone.ended": "Ended",
        "title.ahead": "{po} ends in {days} days",
        "title.tomorrow": "{po} ends tomorrow",
        "title.today": "{po} ends today",
        "title.ended": "{po} has ended",
        "why.open": "Invoices for services after {expiration} will not match it. What was delivered until then still"
        " does, whenever it is invoiced. Extend it, or create another one, if more is to come.",
        "why.ended": "Invoices for services after {expiration} do not match it any more. What was delivered until then"
        " still does, whenever it is invoiced. Extend it to use it again.",
        "fact.description": "Description",
        "fact.value": "Value",
        "fact.remaining": "Left",
        "fact.valid": "Valid",
        "valid": "{effective} to {expiration}",
        "action": "Open purchase order",
        "reason": "You get this because you are a contact of {po}. Notices come {ladder} days before it ends.",
        "and": "{first} and {last}",
    },
    "de": {
        "subject.ahead": "{po} endet in {days} Tagen, am {expiration}",
        "subject.tomorrow": "{po} endet morgen, am {expiration}",
        "subject.today": "{po} endet heute",
        "subject.ended": "{po} ist am {expiration} abgelaufen",
        "preheader": "Von {value} sind {remaining} übrig.",
        "preheader.untracked": "Keine ihrer Positionen führt einen Restbetrag.",
        "tone.ahead": "Endet in {days} Tagen",
        "tone.tomorrow": "Endet morgen",
        "tone.today": "Endet heute",
        "tone.ended": "Abgelaufen",
        "title.ahead": "{po} endet in {days} Tagen",
        "title.tomorrow": "{po} endet morgen",
        "title.today": "{po} endet heute",
        "title.ended": "{po} ist abgelaufen",
        "why.open": "Rechnungen über Leistungen nach dem {expiration} werden ihr nicht zugeordnet. Was bis dahin"
        " geliefert wurde, weiterhin, wann immer es berechnet wird. Verlängern Sie sie oder legen Sie eine neue an,"
        " wenn noch etwas kommt.",
        "why.ended": "Rechnungen über Leistungen nach dem {expiration} werden ihr nicht mehr zugeordnet. Was bis dahin"
        " geliefert wurde, weiterhin, wann immer es berechnet wird. Verlängern Sie sie, um sie wieder zu verwenden.",
        "fact.description": "Beschreibung",
        "fact.value": "Wert",
        "fact.remaining": "Rest",
        "fact.valid": "Gültig",
        "valid": "{effective} bis {expiration}",
        "action": "Bestellung öffnen",
        "reason": "Sie erhalten diese Nachricht als Kontakt von {po}. Sie kommt {ladder} Tage vor dem Ende.",
        "and": "{first} und {last}",
    },
}
