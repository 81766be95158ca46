"""Run as the owner by `ground.standing`: migrate, then one supplier and as many buyers as named, trading with it."""

from __future__ import annotations

import sys
import time
from io import StringIO

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from partners.operations import BuyerFacts, add_buyer
from tenants import border
from tenants.border import Actor, OrganizationRef
from tenants.provisioning import NewOrganization, create_organization

CONNECTION_LASTS = 25  # organizations: a session grows with every schema it has touched, and slows its DDL down
MAKER = Actor("system:benchmark", "Benchmark")


def make(count: int) -> None:
    begun = time.perf_counter()
    call_command("migrate", stdout=StringIO())
    migrated = time.perf_counter()
    supplier = create_organization(_new("Supplier", "distributor", 0))
    buyers = [_buyer(n) for n in range(1, count + 1)]
    created = time.perf_counter()
    with border.inside(supplier, MAKER, via="command"):
        for buyer in buyers:
            add_buyer(buyer.number, facts=BuyerFacts(email=f"billing@buyer-{buyer.number}.example"))
    print(
        f"migrated in {migrated - begun:.1f} s, {count + 1} organizations in {created - migrated:.1f} s,"
        f" relationships in {time.perf_counter() - created:.1f} s",
        flush=True,
    )


def _buyer(n: int) -> OrganizationRef:
    if n % CONNECTION_LASTS == 0:
        connection.close()
    return create_organization(_new(f"Buyer {n}", "customer", n))


def _new(name: str, kind: str, n: int) -> NewOrganization:
    return NewOrganization(name, kind, f"org-{n}.localhost", "DE", tax_id=f"DE{n:09d}", city="Berlin")


if __name__ == "__main__":
    make(int(sys.argv[1]))
