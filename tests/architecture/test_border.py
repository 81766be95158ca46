"""What nobody else may call: the schema, the place, cursors, signals; and what views may not do."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import Source, called, product

SWITCHES = {"set_tenant", "set_schema", "set_schema_to_public"}
MAY_SWITCH = {"tenants.border", "tenants.provisioning"}
MAY_STAND = {"tenants.border", "tenants.backend.base"}
# Everybody else asks `common.sql`, whose cursors are closed before a crossing can begin.
MAY_OPEN_CURSORS = {
    "common.sql": "the one place for SQL",
    "demo.operations": "ANALYZE of the whole database, as the owner",
    "tenants.provisioning": "makes and migrates schemas, as the owner",
    "tenants.roles": "makes roles, as the owner",
    "tenants.migrations.0002_roles_and_history": "makes roles, as the owner",
    "tenants.migrations.0003_present": "asks which login is the owner's, as the owner",
}
WRITES = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "execute", "delete"}
SIGNALS_OF_CELERY = {"billing_platform.celery"}


def named(source: Source) -> set[str]:
    """Every attribute and bare name that the file uses."""
    bare = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)}
    return bare | {node.attr for node in source.attributes()}


def calls(source: Source) -> set[str]:
    return {called(node) for node in ast.walk(source.tree) if isinstance(node, ast.Call)}


def methods_called(source: Source) -> set[str]:
    nodes = (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    return {called(node) for node in nodes if isinstance(node.func, ast.Attribute)}


def is_view(source: Source) -> bool:
    return bool(re.search(r"(^|[._])views?(\.|$)", source.module)) or source.module.endswith("_views")


def test_only_the_border_and_provisioning_change_the_schema():
    assert {source.module for source in product() if SWITCHES & named(source)} == MAY_SWITCH


def test_only_the_border_changes_the_place():
    setting = {
        source.module
        for source in product()
        for node in source.attributes()
        if node.attr == "place" and isinstance(node.ctx, ast.Store)
    }
    assert setting == MAY_STAND


def test_schema_context_managers_of_the_library_are_not_used():
    names = {"schema_context", "tenant_context", "schema_exists"}
    assert [source.path for source in product() if names & named(source)] == []


def test_cursors_are_opened_where_no_crossing_can_come_between():
    opening = {source.module for source in product() if "cursor" in calls(source)}
    assert opening == MAY_OPEN_CURSORS.keys()


def test_there_are_no_signals_no_generic_keys_and_no_raw_querysets():
    wrong = [
        f"{source.path}: {name}"
        for source in product()
        for name in {*source.imports(), *named(source)}
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
        or name in {"receiver", "GenericForeignKey", "GenericRelation", "RawQuerySet", "post_save", "pre_save"}
        or (name.startswith("celery.signals") and source.module not in SIGNALS_OF_CELERY)
    ]
    assert wrong == []
    assert [source.path for source in product() if "raw" in calls(source)] == []


def test_nothing_makes_temporary_tables_that_the_next_organization_would_meet():
    assert [each.path for each in product() if re.search(r"CREATE\s+(LOCAL\s+)?TEMP", each.text, re.IGNORECASE)] == []


def test_set_local_is_not_used_for_the_place():
    assert [each.path for each in product() if re.search(r"SET\s+LOCAL\s+(role|search_path)", each.text, re.I)] == []


def test_save_is_overridden_in_the_base_model_alone():
    overriding = {source.module for source in product() for function in source.functions() if function.name == "save"}
    assert overriding == {"tenants.base"}


def test_views_neither_save_nor_open_transactions():
    views = [source for source in product() if is_view(source)]
    assert views
    wrong = [f"{source.path}: {name}" for source in views for name in methods_called(source) & WRITES]
    assert wrong + [source.path for source in views if "django.db.transaction" in source.imports()] == []


def test_lower_rooms_never_see_a_request():
    """Operations and queries take values; who asks is the open door's business."""
    writing = re.compile(r"\.(operations|queries|models|rules|querysets|crossing)(\.|$)")
    wrong = [
        f"{source.path}: {name}"
        for source in product()
        if writing.search(source.module) and source.room != "common"
        for name in source.imports()
        if name.startswith(("django.http", "people.access", "django.contrib.messages"))
    ]
    assert wrong == []
