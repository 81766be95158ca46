"""The words of mails about purchase orders, whole sentences in each language; a test compares their places."""

from __future__ import annotations

BALANCE = {
    "en": {
        "subject.below": "{po}: line {line} is below {percent} %, {remaining} left",
        "subject.little": "{po}: line {line} is below {percent} %, {remaining} left",
        "subject.empty": "{po}: line {line} is used up",
        "subject.over": "{po}: line {line} is overdrawn by {over}",
        "preheader.below": "{remaining} of {value} is left on line {line}.",
        "preheader.little": "{remaining} of {value} is left on line {line}.",
        "preheader.empty": "All {value} of line {line} are used.",
        "preheader.over": "{used} of {value} are used on line {line}.",
        "tone.below": "Below {percent} %",
        "tone.little": "Below {percent} %",
        "tone.empty": "Used up",
        "tone.over": "Overdrawn",
        "title.below": "Line {line} of {po} has {left} % left",
        "title.little": "Line {line} of {po} has less than 1 % left",
        "title.empty": "Line {line} of {po} is used up",
        "title.over": "Line {line} of {po} is overdrawn by {over}",
        "why.below": "What is left fell below your notice at {percent} %. Invoices keep matching the line while nothing"
        " fits better, so nothing stops by itself. Raise it, or add a line, if more is to come.",
        "why.little": "What is left fell below your notice at {percent} %. Invoices keep matching the line while"
        " nothing fits better, so nothing stops by itself. Raise it, or add a line, if more is to come.",
        "why.empty": "Nothing is left. Invoices keep matching the line while nothing fits better, so nothing stops by"
        " itself. Raise it, or add a line, if more is to come.",
        "why.over": "More was invoiced than the line is worth. Invoices keep matching it while nothing fits better, so"
        " nothing stops by itself. Raise it, or add a line, if more is to come.",
        "fact.line": "Line",
        "fact.description": "Description",
        "fact.value": "Line value",
        "fact.used": "Used so far",
        "fact.expiration": "PO expires",
        "action": "Open purchase order",
        "reason.below": "You get this because you are a contact of {po}. It is sent once each time the balance of a"
        " line falls below {percent} %.",
        "reason.little": "You get this because you are a contact of {po}. It is sent once each time the balance of a"
        " line falls below {percent} %.",
        "reason.empty": "You get this because you are a contact of {po}. It is sent once each time nothing is left of"
        " a line.",
        "reason.over": "You get this because you are a contact of {po}. It is sent once each time nothing is left of"
        " a line.",
    },
    "de": {
        "subject.below": "{po}: Position {line} unter {percent} %, noch {remaining}",
        "subject.little": "{po}: Position {line} unter {percent} %, noch {remaining}",
        "subject.empty": "{po}: Position {line} ist aufgebraucht",
        "subject.over": "{po}: Position {line} ist um {over} überzogen",
        "preheader.below": "Von Position {line} sind {remaining} von {value} übrig.",
        "preheader.little": "Von Position {line} sind {remaining} von {value} übrig.",
        "preheader.empty": "Position {line} über {value} ist ganz verbraucht.",
        "preheader.over": "Von Position {line} über {value} sind {used} verbraucht.",
        "tone.below": "Unter {percent} %",
        "tone.little": "Unter {percent} %",
        "tone.empty": "Aufgebraucht",
        "tone.over": "Überzogen",
        "title.below": "Von Position {line} der Bestellung {po} sind {left} % übrig",
        "title.little": "Von Position {line} der Bestellung {po} ist weniger als 1 % übrig",
        "title.empty": "Position {line} der Bestellung {po} ist aufgebraucht",
        "title.over": "Position {line} der Bestellung {po} ist um {over} überzogen",
        "why.below": "Der Rest liegt unter Ihrer Meldeschwelle von {percent} %. Rechnungen werden der Position weiter"
        " zugeordnet, wenn nichts besser passt; von selbst hält nichts an. Erhöhen Sie sie oder legen Sie eine Position"
        " an, wenn noch etwas kommt.",
        "why.little": "Der Rest liegt unter Ihrer Meldeschwelle von {percent} %. Rechnungen werden der Position weiter"
        " zugeordnet, wenn nichts besser passt; von selbst hält nichts an. Erhöhen Sie sie oder legen Sie eine Position"
        " an, wenn noch etwas kommt.",
        "why.empty": "Es ist nichts übrig. Rechnungen werden der Position weiter zugeordnet, wenn nichts besser passt;"
        " von selbst hält nichts an. Erhöhen Sie sie oder legen Sie eine Position an, wenn noch etwas kommt.",
        "why.over": "Es wurde mehr berechnet, als die Position wert ist. Rechnungen werden ihr weiter zugeordnet, wenn"
        " nichts besser passt; von selbst hält nichts an. Erhöhen Sie sie oder legen Sie eine Position an, wenn noch"
        " etwas kommt.",
        "fact.line": "Position",
        "fact.description": "Beschreibung",
        "fact.value": "Wert der Position",
        "fact.used": "Bisher verbraucht",
        "fact.expiration": "Bestellung endet",
        "action": "Bestellung öffnen",
        "reason.below": "Sie erhalten diese Nachricht als Kontakt von {po}. Sie kommt einmal, sooft der Rest einer"
        " Position unter {percent} % fällt.",
        "reason.little": "Sie erhalten diese Nachricht als Kontakt von {po}. Sie kommt einmal, sooft der Rest einer"
        " Position unter {percent} % fällt.",
        "reason.empty": "Sie erhalten diese Nachricht als Kontakt von {po}. Sie kommt einmal, sooft von einer Position"
        " nichts übrig ist.",
        "reason.over": "Sie erhalten diese Nachricht als Kontakt von {po}. Sie kommt einmal, sooft von einer Position"
        " nichts übrig ist.",
    },
}
