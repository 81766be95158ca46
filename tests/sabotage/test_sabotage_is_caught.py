"""The suite notices when the product is broken: each way of breaking it fails the test that guards against it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import sql

from tests.logins import connected
from tests.sabotage.mutations import MUTATIONS

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
OUTER_RUN = re.compile(r"^(PYTEST_|COV_)")

ROLES, QUERYSETS = "tests/tenancy/test_roles.py", "tests/tenancy/test_crossed_border.py"
JOBS, NUMBERS = "tests/jobs/test_refused.py", "tests/invoices/test_numbering.py"
MATRIX = "tests/matrix/test_matrix.py"
ASKED = "tests/matrix/test_declared.py"
IN_FULL = f"{MATRIX}::test_every_method_by_everybody_at_every_object_is_answered_as_declared"
LADDER = "tests/architecture/test_ladder.py"
# Which tests must fail, and as which login the run signs in.
GUARDS = {
    "role_error_swallowed": f"{ROLES}::test_a_missing_role_raises_and_never_answers_with_the_former_organizations_rows",
    "role_not_set": f"{ROLES}::test_no_table_of_a_partner_can_be_touched",
    "job_without_tenant_runs": f"{JOBS}::test_a_job_of_no_known_organization_person_or_kind_is_parked_and_not_run",
    "permission_not_asked": f"{MATRIX}::test_a_sample_of_the_matrix_is_answered_as_declared",
    "requires_became_signed_in_only": f"{ASKED}::test_every_page_and_act_asks_for_what_is_written_down",
    "declared_and_not_asked": f"{IN_FULL}[invoices:deletion /invoices/{{public_id}}/deletion/]",
    "inner_check_gone": f"{IN_FULL}[lists:columns /lists/{{key}}/columns/]",
    "queryset_crosses": f"{QUERYSETS}::test_a_queryset_made_in_one_organization_raises_in_another",
    "number_by_maximum": f"{NUMBERS}::test_eight_writers_with_rollbacks_leave_no_gap_and_no_double",
    "lock_upwards": f"{LADDER}::test_locks_are_taken_downwards_announced_and_jobs_written_last",
    "move_keeps_the_old_use": "tests/invoices/test_move.py::test_the_balance_goes_along_to_the_other_order",
    "credit_is_not_counted_on_the_line": "tests/invoices/test_give_back.py::test_what_was_credited_before_moves_along",
}
LOGINS = {"role_not_set": "owner"}


@pytest.fixture
def database() -> Iterator[str]:
    """A name of its own for the inner run's copy of the cast, dropped afterwards."""
    suffix = f"inner_{os.getpid()}"
    yield suffix
    with connected("superuser") as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(f"billing_{suffix}")))


def run(selection: list[str], database: str, sabotage: str = "") -> tuple[int, str]:
    """Exit code and output of pytest on the selection, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not OUTER_RUN.match(name)}
    environment |= {
        "BILLING_DATABASE_SUFFIX": database,
        "BILLING_SABOTAGE": sabotage,
        "DATABASE_LOGIN": LOGINS.get(sabotage, "app"),
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-rf",
        "-p",
        "tests.sabotage.mutations",
        "-p",
        "no:cacheprovider",
    ]
    process = subprocess.run(
        [*command, *selection], cwd=ROOT, env=environment, text=True, capture_output=True, timeout=120
    )
    return process.returncode, process.stdout + process.stderr


def test_every_way_of_breaking_has_a_guard():
    assert GUARDS.keys() == MUTATIONS.keys()


def test_unbroken_all_guards_pass(database):
    code, output = run(list(GUARDS.values()), database)
    assert code == pytest.ExitCode.OK, output[-3000:]


@pytest.mark.parametrize("sabotage", GUARDS)
def test_a_broken_product_fails_its_guard(database, sabotage):
    code, output = run([GUARDS[sabotage]], database, sabotage)
    assert code == pytest.ExitCode.TESTS_FAILED, output[-3000:]
    assert f"FAILED {GUARDS[sabotage]}" in output, output[-3000:]
