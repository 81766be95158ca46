"""Every table of an organization stands on the base model that knows its schema."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings

from tenants.base import TenantModel, TenantQuerySet

OWN = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_config.name in settings.TENANT_APPS and not model.__module__.startswith("django.")
]
SHARED = [model for model in apps.get_models() if model._meta.app_config.name in settings.SHARED_APPS]


def test_there_are_tables_to_look_at():
    assert len(OWN) > 15


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_a_table_of_an_organization_is_a_tenant_model(model):
    assert issubclass(model, TenantModel)


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_all_its_managers_make_querysets_that_know_their_schema(model):
    managers = [*model._meta.managers, model._default_manager, model._base_manager]
    assert [type(manager.get_queryset()) for manager in managers if not is_checked(manager)] == []
    assert model._meta.base_manager_name == "objects"


def is_checked(manager) -> bool:
    return isinstance(manager.get_queryset(), TenantQuerySet)


def test_shared_tables_are_of_the_shared_apps_alone_and_stand_apart():
    assert settings.SHARED_APPS == ["tenants", "django_tenants", "tenants.jobs"]
    assert not [model for model in SHARED if issubclass(model, TenantModel)]
    assert not set(settings.SHARED_APPS) & set(settings.TENANT_APPS)


def test_no_table_of_an_organization_points_into_the_shared_ones():
    keys = [
        (model, field) for model in OWN for field in model._meta.get_fields() if field.is_relation and field.concrete
    ]
    assert [f"{model._meta.label}.{field.name}" for model, field in keys if field.related_model in SHARED] == []


def test_rows_that_cross_have_a_public_id():
    named = {model._meta.db_table for model in OWN if any(field.name == "public_id" for field in model._meta.fields)}
    assert named >= {"invoices_document", "partners_partner", "people_account", "purchase_orders_purchaseorder"}
