"""Arrows point downwards, enter a room by its doors, and pure modules stay pure."""

from __future__ import annotations

import fnmatch

import pytest

from tests.architecture.source import ROOMS, Source, product

GROUND = {"common", "tenants", "tenants.jobs", "tenants.history", "people", "billing_platform"}
FRAMES = {  # what the platform offers to every room above it
    "billing_platform.api",
    "billing_platform.bulk",
    "billing_platform.exports",
    "billing_platform.files",
    "billing_platform.imports",
    "billing_platform.lists",
    "billing_platform.notifications",
}
# Which rooms a room may import from, beside itself. Lowest first; no arrow points upwards.
MAY_USE: dict[str, set[str]] = {
    "common": set(),
    "tenants": {"common"},
    "tenants.jobs": {"common", "tenants"},
    "tenants.history": {"common", "tenants", "tenants.jobs"},
    "people": {"common", "tenants", "tenants.history"},
    "billing_platform.local": {"common"},
    "billing_platform": {"common", "tenants", "tenants.jobs", "people", "billing_platform.local"},
    "billing_platform.files": GROUND,
    "billing_platform.notifications": GROUND,
    "billing_platform.lists": GROUND,
    "billing_platform.bulk": GROUND | {"billing_platform.lists"},
    "billing_platform.exports": GROUND | {"billing_platform.files", "billing_platform.lists"},
    "billing_platform.imports": GROUND | {"billing_platform.files", "billing_platform.lists"},
    "billing_platform.api": GROUND | {"billing_platform.notifications"},
    "members": GROUND | FRAMES,
    "partners": GROUND | FRAMES,
    "ledger": GROUND,
    "payment_terms": GROUND | FRAMES | {"partners"},
    "purchase_orders": GROUND | FRAMES | {"partners", "ledger"},
    "invoices": GROUND | FRAMES | {"partners", "ledger", "payment_terms", "purchase_orders"},
    "reports": GROUND | FRAMES | {"partners", "ledger", "payment_terms", "purchase_orders", "invoices"},
    "demo": GROUND | FRAMES | {"members", "partners", "ledger", "payment_terms", "purchase_orders", "invoices"},
}
# Through what a room is entered from another one. `ledger.books` and `files.kept` are registries; `access`,
# `permissions` and `sessions` are how a page says who may open it, `origin` whence a request came; what stands under
# a frame of the platform is what others declare theirs with.
DOORS = ("models", "queries", "operations", "crossing", "refusals")
MORE_DOORS = {
    "ledger": {"books"},
    "billing_platform.api": {"cursors", "endpoints", "frame", "gate", "problems", "schemas", "versions"},
    "billing_platform.bulk": {"actions", "bar"},
    "billing_platform.exports": {"listed", "sources"},
    "billing_platform.files": {"kept"},
    "billing_platform.imports": {"creations", "differences", "kinds"},
    "billing_platform.lists": {
        "bare", "columns", "context", "counts", "definition", "filters", "keyset", "page", "registry", "relative_dates",
        "rows", "state",
    },
    "people": {"access", "origin", "permissions", "sessions"},
}  # fmt: skip
OPEN = {"common", "tenants", "tenants.jobs", "tenants.history", "billing_platform", "billing_platform.local"}
NAMED_AS_TEXT = ("billing_platform.settings", "billing_platform.urls", "billing_platform.urls_bare")
STARTS_THE_PROCESS = {"billing_platform.wsgi", "billing_platform.celery", "billing_platform"}

PURE = (
    "billing_platform.api.email_words", "billing_platform.api.refusals", "billing_platform.api.token_text",
    "billing_platform.api.wording", "billing_platform.lists.relative_dates", "billing_platform.local.*",
    "billing_platform.notifications.kinds", "billing_platform.notifications.letter*",
    "billing_platform.notifications.troubles", "common.allocation", "common.dates", "common.email_address",
    "common.errors", "common.findings", "common.ids", "common.money", "common.numbers", "common.party_identity",
    "common.pdf", "common.row_keys", "common.safe_xml", "common.tongue", "common.totals", "common.typed_numbers",
    "common.ui.balance", "common.ui.charts", "common.ui.parts", "common.ui.shell", "common.ui.tiles",
    "common.workbook", "common.workbook_*", "common.xml_fields", "common.xml_values",
    "invoices.aging", "invoices.einvoice.*", "invoices.email_words", "invoices.identity", "invoices.pdf.figures",
    "invoices.pdf.words", "invoices.refusals", "invoices.remittance", "members.email_words",
    "partners.organization_facts", "partners.own_numbers", "payment_terms.effects", "payment_terms.impact",
    "payment_terms.issued", "payment_terms.printed_terms", "payment_terms.refusals", "payment_terms.rules",
    "payment_terms.wording", "people.devices", "people.one_time_codes", "purchase_orders.attachment_kinds",
    "purchase_orders.book",
    "purchase_orders.document_names", "purchase_orders.email_words", "purchase_orders.expiry",
    "purchase_orders.expiry_words", "purchase_orders.explanation", "purchase_orders.explanation_*",
    "purchase_orders.facts", "purchase_orders.facts_json", "purchase_orders.from_files.cells",
    "purchase_orders.from_files.columns", "purchase_orders.from_files.draft", "purchase_orders.from_files.sheet",
    "purchase_orders.from_files.template", "purchase_orders.from_files.xml",
    "purchase_orders.forecast", "purchase_orders.match_*", "purchase_orders.matching",
    "purchase_orders.natural_order", "purchase_orders.order_csv", "purchase_orders.order_rules",
    "purchase_orders.order_totals",
    "purchase_orders.order_sets", "purchase_orders.past_invoices",
    "purchase_orders.placing", "purchase_orders.refusals", "purchase_orders.status",
    "purchase_orders.thresholds", "purchase_orders.typed_values", "purchase_orders.ubl_order.*",
    "purchase_orders.what_if",
)  # fmt: skip
IMPURE = ("django", "celery", "kombu", "redis", "psycopg", "django_tenants")
# The embedded servers are processes, files and a first connection: free of Django, not of PostgreSQL's driver.
MAY_CONNECT = "billing_platform.local."


def matches(module: str, names: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(module, name) for name in names)


def pure_module_of(name: str) -> bool:
    """Whether an imported name is, or stands in, a pure module."""
    return matches(name, PURE) or matches(name.rpartition(".")[0], PURE)


def room_of(name: str) -> str:
    """The room or sub-room a dotted name lies in."""
    parts = name.split(".")
    longer = ".".join(parts[:2])
    return longer if longer in MAY_USE else parts[0]


def arrows(source: Source) -> set[str]:
    """Names imported from another room of the product."""
    ours = {name for name in source.imports() if name.partition(".")[0] in ROOMS}
    return {name for name in ours if room_of(name) != room_of(source.module)}


def test_every_room_is_in_the_table():
    assert {room.partition(".")[0] for room in MAY_USE} == set(ROOMS)
    assert {source.room for source in product()} <= set(ROOMS)


def test_the_table_itself_has_no_circle():
    reached: dict[str, set[str]] = {}
    for room, used in MAY_USE.items():
        assert used <= reached.keys() | {room}, f"{room} uses what stands above it"
        reached[room] = used


def test_no_room_uses_one_that_it_may_not():
    wrong = [
        f"{source.path} imports {name}"
        for source in product()
        for name in arrows(source)
        if room_of(name) not in MAY_USE[room_of(source.module)]
    ]
    assert wrong == []


def test_a_room_is_entered_by_its_models_queries_operations_pure_modules_and_doors():
    wrong = [f"{source.path} imports {name}" for source in product() for name in arrows(source) if not by_a_door(name)]
    assert wrong == []


def by_a_door(name: str) -> bool:
    room = room_of(name)
    inside = name.removeprefix(f"{room}.").partition(".")[0]
    return room in OPEN or inside in DOORS or inside in MORE_DOORS.get(room, ()) or pure_module_of(name)


def test_settings_and_addresses_are_named_as_text_and_imported_by_nobody():
    wrong = [
        f"{source.path} imports {name}"
        for source in product()
        for name in source.imports()
        if (name in NAMED_AS_TEXT or name.rpartition(".")[0] in NAMED_AS_TEXT)
        and source.module not in STARTS_THE_PROCESS
    ]
    assert wrong == []


def test_nothing_of_the_product_imports_its_tests():
    assert [source.path for source in product() for name in source.imports() if name.partition(".")[0] == "tests"] == []


@pytest.mark.parametrize(
    "source", [pytest.param(each, id=each.module) for each in product() if matches(each.module, PURE)]
)
def test_a_pure_module_imports_no_framework_and_nothing_impure(source):
    allowed = ("psycopg",) if source.module.startswith(MAY_CONNECT) else ()
    outside = {
        name for name in source.imports() if name.partition(".")[0] in IMPURE and name.partition(".")[0] not in allowed
    }
    inside = {name for name in source.imports() if name.partition(".")[0] in ROOMS}
    assert outside == set()
    assert {name for name in inside if not pure_module_of(name)} == set()


def test_every_pattern_of_pure_modules_names_one():
    modules = [source.module for source in product()]
    assert [pattern for pattern in PURE if not fnmatch.filter(modules, pattern)] == []


def test_common_imports_django_only_where_it_must():
    """The database, template tags and form fields; everything else in `common` is arithmetic."""
    using = {
        source.module
        for source in product()
        if source.room == "common" and any(name.partition(".")[0] == "django" for name in source.imports())
    }
    assert {module for module in using if not module.startswith("common.ui.")} == {"common.sql", "common.retry"}
