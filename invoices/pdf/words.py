"""What stands on the paper in English and German: labels, taxes, legal reasons, terms and units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from invoices.pdf.figures import Figures
from payment_terms.rules import Kind, Terms, discount_until

ENGLISH, GERMAN = "en", "de"
LANGUAGES = (ENGLISH, GERMAN)
_LABELS = {
    "invoice": ("Invoice", "Rechnung"),
    "credit_note": ("Credit note", "Rechnungskorrektur"),
    "summary": ("Summary of invoices", "Zusammenstellung von Rechnungen"),
    "draft": ("DRAFT", "ENTWURF"),
    "invoice_number": ("Invoice number", "Rechnungsnummer"),
    "credit_note_number": ("Credit note number", "Nummer der Korrektur"),
    "summary_number": ("Number", "Nummer"),
    "issue_date": ("Issue date", "Rechnungsdatum"),
    "posting_date": ("Posting date", "Buchungsdatum"),
    "period": ("Billing period", "Abrechnungszeitraum"),
    "your_order": ("Your purchase order", "Ihre Bestellung"),
    "your_reference": ("Your reference", "Ihr Zeichen"),
    "terms": ("Payment terms", "Zahlungsbedingungen"),
    "due_date": ("Due date", "Fällig am"),
    "product": ("Product or service", "Produkt oder Leistung"),
    "quantity": ("Quantity", "Menge"),
    "unit_price": ("Unit price", "Einzelpreis"),
    "discount": ("Discount", "Rabatt"),
    "tax": ("VAT", "USt"),
    "net": ("Net", "Netto"),
    "lines_count": ("Lines", "Positionen"),
    "kind_of_charge": ("Kind of charge", "Art der Leistung"),
    "po_line": ("PO line", "Bestellposition"),
    "supplied_by": ("Supplied by", "Geliefert von"),
    "sum_of_lines": ("Lines", "Summe der Positionen"),
    "allowance": ("Allowance", "Nachlass"),
    "charge": ("Charge", "Zuschlag"),
    "on": ("on", "auf"),
    "total": ("Total", "Gesamtbetrag"),
    "prepaid": ("Prepaid", "Bereits gezahlt"),
    "rounding": ("Rounding", "Rundung"),
    "amount_due": ("Amount due", "Zahlbetrag"),
    "amount_credited": ("Amount credited", "Korrekturbetrag"),
    "pay_by": ("Pay by", "Zahlbar bis"),
    "amount": ("Amount", "Betrag"),
    "holder": ("Account holder", "Kontoinhaber"),
    "reference": ("Reference", "Verwendungszweck"),
    "give_reference": (
        "Give the reference with your transfer, so that it finds this invoice.",
        "Geben Sie den Verwendungszweck bei der Überweisung an, damit sie diese Rechnung findet.",
    ),
    "in_advance": ("in advance", "im Voraus"),
    "in_arrears": ("in arrears", "nachträglich"),
    "vat_number": ("VAT", "USt-IdNr."),
    "page": ("Page", "Seite"),
    "of": ("of", "von"),
    "attached": (
        "The lines are attached to this PDF as a file (lines.csv).",
        "Die Positionen liegen diesem PDF als Datei bei (lines.csv).",
    ),
}
_TAXES = {
    "S": ("VAT", "USt"),
    "Z": ("Zero rated", "Nullsatz"),
    "E": ("Exempt", "Steuerfrei"),
    "AE": ("Reverse charge", "Reverse-Charge"),
    "K": ("Intra-community supply", "Innergemeinschaftliche Lieferung"),
    "G": ("Export", "Ausfuhr"),
    "O": ("Not taxable", "Nicht steuerbar"),
}
# What the law wants to read where no tax is charged: articles 226 (11, 11a) and 138, 146 of Directive 2006/112/EC;
# in German § 14a Abs. 5, § 6a and § 6 UStG.
_REASONS = {
    "AE": ("Reverse charge: the recipient owes the tax.", "Steuerschuldnerschaft des Leistungsempfängers."),
    "K": ("Exempt intra-community supply.", "Steuerfreie innergemeinschaftliche Lieferung."),
    "G": ("Exempt export.", "Steuerfreie Ausfuhrlieferung."),
    "O": ("Not taxable in the supplier's country.", "Im Land des Lieferanten nicht steuerbar."),
}
_CHARGES = {
    "usage": ("Usage", "Nutzung"),
    "subscription": ("Subscription", "Abonnement"),
    "marketplace": ("Marketplace", "Marktplatz"),
    "services": ("Services", "Dienstleistungen"),
    "unknown": ("Other", "Sonstiges"),
}
_UNITS = {
    "HUR": ("h", "Std."),
    "DAY": ("days", "Tage"),
    "WEE": ("weeks", "Wochen"),
    "MON": ("months", "Monate"),
    "ANN": ("years", "Jahre"),
    "E51": ("jobs", "Aufträge"),
    "AD": ("bytes", "Byte"),
    "4L": ("MB", "MB"),
    "E34": ("GB", "GB"),
    "E35": ("TB", "TB"),
    "KWH": ("kWh", "kWh"),
    "KGM": ("kg", "kg"),
    "MTR": ("m", "m"),
    "LTR": ("l", "l"),
    "C62": ("", ""),
}
_ONE_UNIT = {
    "DAY": ("day", "Tag"),
    "WEE": ("week", "Woche"),
    "MON": ("month", "Monat"),
    "ANN": ("year", "Jahr"),
    "E51": ("job", "Auftrag"),
    "AD": ("byte", "Byte"),
}
Words = Mapping[str, tuple[str, str]]


def labels(language: str) -> Mapping[str, str]:
    """Every label by its name, in one language."""
    return MappingProxyType({name: words[_place(language)] for name, words in _LABELS.items()})


def tax_name(category: str, language: str) -> str:
    """The name of a tax category (UNCL 5305)."""
    return _word(_TAXES, category, language) or category or _word(_LABELS, "tax", language)


def tax_reason(category: str, stored: str, language: str) -> str:
    """Why no tax is charged, as the law wants it said; what the tax table says beside it, where it says more."""
    told = _word(_REASONS, category, language)
    said_already = stored in _REASONS.get(category, ())
    return " ".join(part for part in (told, "" if said_already else stored) if part)


def charge_name(charge_type: str, language: str) -> str:
    """A kind of charge."""
    return _word(_CHARGES, charge_type, language) or charge_type


def unit_name(code: str, language: str, *, is_one: bool = False) -> str:
    """The unit of a quantity (UN/ECE Recommendation 20), of exactly one in the singular; an unknown code as it is."""
    if is_one and code in _ONE_UNIT:
        return _word(_ONE_UNIT, code, language)
    return _word(_UNITS, code, language) if code in _UNITS else code


def terms_lines(terms: Terms, posting_date: date | None, figures: Figures) -> tuple[str, ...]:
    """The terms as a person says them, and on a second line the discount, by its last day once that is known."""
    language = figures.language
    lines = [_terms(terms, language)]
    if terms.discount_percent is not None:
        lines.append(_discount(terms, posting_date, figures))
    return tuple(lines)


def _terms(terms: Terms, language: str) -> str:
    english = language != GERMAN
    match terms.kind:
        case Kind.NET if not terms.days:
            return "Due at once" if english else "Sofort zahlbar"
        case Kind.NET:
            return f"Net {_days(terms.days, english)}" if english else f"{_days(terms.days, english)} netto"
        case Kind.EOM_PLUS:
            days = _days(terms.days, english)
            return f"End of month, then {days}" if english else f"Monatsende, dann {days}"
        case Kind.PLUS_EOM:
            days = _days(terms.days, english)
            return f"{days}, then end of month" if english else f"{days}, dann Monatsende"
        case Kind.DAY_OF_MONTH:
            if english:
                return f"Day {terms.day} of month {terms.months} after posting"
            return f"{terms.day}. Tag des {terms.months}. Folgemonats"


def _days(count: int, english: bool) -> str:
    if english:
        return f"{count} day" if count == 1 else f"{count} days"
    return f"{count} Tag" if count == 1 else f"{count} Tage"


def _discount(terms: Terms, posting_date: date | None, figures: Figures) -> str:
    percent, english = figures.number(terms.discount_percent or 0), figures.language != GERMAN
    last = discount_until(terms, posting_date) if posting_date else None
    if last:
        day = figures.day(last)
        return f"{percent} % discount until {day}" if english else f"{percent} % Skonto bis {day}"
    days = _days(terms.discount_days or 0, english)
    return f"{percent} % discount within {days}" if english else f"{percent} % Skonto innerhalb {days}"


def _word(words: Words, key: str, language: str) -> str:
    return words[key][_place(language)] if key in words else ""


def _place(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else 0
