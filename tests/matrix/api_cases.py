"""Every operation of the API with everybody's token, at a thing of their own, of another organization and at none."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from billing_platform.api.frame import api
from people.permissions import Permission, Role
from tests.matrix.api_calls import CALLS, REST, Call
from tests.matrix.cases import EVERYTHING, including

CONVERTER = re.compile(r"{[^}:]+:")
ARGUMENT = re.compile(r"{(\w+)}")


class Holder(StrEnum):
    """Tokens that no role is behind: whatever they ask for, they are not let in."""

    NOBODY = "no token"
    EXPIRED = "an expired token"
    REVOKED = "a revoked token"
    ELSEWHERE = "a token of another organization"
    DEACTIVATED = "a token of somebody deactivated"


class Thing(StrEnum):
    """Whose thing an address names."""

    NOTHING = "nothing"
    OWN = "their own"
    FOREIGN = "another organization's"
    UNKNOWN = "what is not there"


class Told(StrEnum):
    """What the answer means. Let in: 2xx, or 4xx for what the rules have against the request itself."""

    LET_IN = "let in"
    WHO = "401"
    MAY_NOT = "403"
    NOT_FOUND = "404"
    BROKEN = "server error"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as its router declares it; `path` has its arguments in braces."""

    name: str
    method: str
    path: str
    permission: Permission


@dataclass(frozen=True, slots=True)
class Program:
    """A token: what its owner may and what its scopes are; without either it is let in nowhere."""

    name: str
    may: frozenset[Permission] = frozenset()
    scopes: frozenset[Permission] = frozenset()
    holder: Holder | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class ApiCase:
    """One question of the matrix of the API."""

    operation: Operation
    program: Program
    thing: Thing

    @property
    def call(self) -> Call:
        return CALLS[self.operation.name]

    @property
    def name(self) -> str:
        return f"{self.operation.name} with {self.program.name} at {self.thing}"

    def is_in_sample(self, one_in: int) -> bool:
        """One of so many, always the same ones: chosen by the name alone."""
        return zlib.crc32(self.name.encode()) % one_in == 0


def operations() -> list[Operation]:
    """Every operation of the routers, in their order."""
    return [
        Operation(
            each.operation_id, method, CONVERTER.sub("{", router.prefix + path), each.auth_callbacks[0].permission
        )
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
        for each in view.operations
        for method in each.methods
    ]


def call_of(operation: Operation) -> Call:
    """How it is called; says what to do where that is not written down."""
    if operation.name not in CALLS:
        raise LookupError(
            f"{operation.method} {operation.path} ({operation.name}) is undeclared. Add it to CALLS in"
            " tests/matrix/api_calls.py: every permission it asks for, the kind of thing its address names, and a body."
        )
    return CALLS[operation.name]


def programs_for(operation: Operation) -> list[Program]:
    """The standard roles, roles of only what is needed and of all but that, narrow tokens, and those let in nowhere."""
    needs = call_of(operation).needs
    roles = [Program(f"the token of a {role}", role=role) for role in Role]
    words = " and ".join(sorted(needs))
    exact = Program(f"a role of only {words}", needs, needs)
    lacking = [Program(f"a role of all but {each}", *[EVERYTHING - {each} - including(each)] * 2) for each in needs]
    narrow = [Program(f"the scopes all but {each}", EVERYTHING, EVERYTHING - {each}) for each in needs]
    return [*roles, exact, *sorted(lacking, key=str), *sorted(narrow, key=str), *_let_in_nowhere()]


def _let_in_nowhere() -> Iterator[Program]:
    yield from (Program(str(holder), EVERYTHING, EVERYTHING, holder) for holder in Holder)


def cases_of(operation: Operation) -> Iterator[ApiCase]:
    """Every case of one operation."""
    things = (Thing.OWN, Thing.FOREIGN, Thing.UNKNOWN) if call_of(operation).kind else (Thing.NOTHING,)
    yield from (ApiCase(operation, each, thing) for each in programs_for(operation) for thing in things)


def expected(case: ApiCase, scopes: frozenset[Permission]) -> Told:
    """By what is written down: who one is first, then what the token may (`scopes`), then whose the thing is."""
    if case.program.holder is not None:
        return Told.WHO
    if not case.call.needs <= scopes:
        return Told.MAY_NOT
    return Told.NOT_FOUND if case.thing in (Thing.FOREIGN, Thing.UNKNOWN) else Told.LET_IN


def told(status: int) -> Told:
    """What a status means."""
    known = {401: Told.WHO, 403: Told.MAY_NOT, 404: Told.NOT_FOUND}
    return Told.BROKEN if status >= 500 else known.get(status, Told.LET_IN)


def address_of(case: ApiCase, thing: str) -> str:
    """The address of the case; `thing` is what stands for its thing there."""
    rest = REST.get(case.operation.name, {})
    named = {name: rest.get(name, thing) for name in ARGUMENT.findall(case.operation.path)}
    return "/api/v1" + case.operation.path.format(**named)
