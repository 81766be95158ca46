"""The product's table of programs, and the pause before a restart."""

from __future__ import annotations

from pathlib import Path

from billing_platform.local.programs import Surroundings, product_table
from billing_platform.local.watch import BackOff

ENVIRONMENT = {
    "DATABASE_URL": "postgresql://app@db/billing",
    "OWNER_DATABASE_URL": "postgresql://owner@db/billing",
    "SUPERUSER_DATABASE_URL": "postgresql://postgres@db/postgres",
    "DATABASE_LOGIN": "owner",
}


def surroundings(*, is_demo: bool = True) -> Surroundings:
    return Surroundings(ENVIRONMENT, Path("/state"), listener=7, is_demo=is_demo)


def test_web_worker_and_beat_know_the_login_of_the_application_only() -> None:
    for program in product_table(surroundings()).standing:
        logins = {name for name in program.environment if name in ENVIRONMENT}
        assert logins == {"DATABASE_URL"}, program.name


def test_migrations_and_demo_know_the_login_of_the_owner() -> None:
    steps = product_table(surroundings()).steps
    assert [step.command[3] for step in steps] == ["migrate", "collectstatic", "demo"]
    assert all("OWNER_DATABASE_URL" in step.environment for step in steps)


def test_without_demo_migrations_and_style_sheets_come_before() -> None:
    table = product_table(surroundings(is_demo=False))
    assert [step.command[3] for step in table.steps] == ["migrate", "collectstatic"]
    assert table.farewell == ()


def test_with_and_without_demo_the_register_is_asked_for_the_addresses() -> None:
    for is_demo in (True, False):
        assert product_table(surroundings(is_demo=is_demo)).addresses.command[3:] == ("addresses",)


def test_quick_jobs_have_a_worker_that_renders_nothing() -> None:
    queues = {
        program.name: program.command[program.command.index("-Q") + 1]
        for program in product_table(surroundings()).standing
        if "-Q" in program.command
    }
    assert queues == {"worker": "fast", "reader": "xml", "printer": "slow"}


def test_what_renders_is_replaced_after_a_while_and_when_it_has_grown() -> None:
    command = next(each.command for each in product_table(surroundings()).standing if each.name == "printer")
    assert command[command.index("--max-tasks-per-child") + 1] == "50"
    assert command[command.index("--max-memory-per-child") + 1] == "400000"


def test_the_console_stays_calm_unless_asked() -> None:
    assert {program.environment["LOG_LEVEL"] for program in product_table(surroundings()).standing} == {"WARNING"}
    asked = Surroundings(ENVIRONMENT | {"LOG_LEVEL": "INFO"}, Path("/state"), listener=7, is_demo=True)
    assert {program.environment["LOG_LEVEL"] for program in product_table(asked).standing} == {"INFO"}


def test_web_inherits_the_bound_socket() -> None:
    web = product_table(surroundings()).standing[0]
    assert "fd://7" in web.command
    assert web.open_files == (7,)


def test_the_pause_before_a_restart_doubles_up_to_its_longest() -> None:
    back_off = BackOff(shortest=1, longest=5, steady=60)
    assert [back_off.next_pause(now=0) for _ in range(5)] == [1, 2, 4, 5, 5]


def test_the_pause_is_short_again_after_a_steady_life() -> None:
    back_off = BackOff(shortest=1, longest=5, steady=60)
    for now in (0, 1, 2):
        back_off.next_pause(now)
    back_off.note_start(10)
    assert back_off.next_pause(now=70) == 1
