"""Every route by every method by everybody, at an object of their own, a sibling, a stranger's and none."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from people.permissions import INCLUDED, Permission, Role, standard_role
from tests.matrix.objects import EXAMPLES, Example, Objects, Values
from tests.people.routes import NOBODY, Route, every_route

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# Routes that everybody reaches without signing in, each for the reason given.
OPEN = {
    "people:sign_in": "signing in",
    "people:second_step": "the code after the password; nothing without the password",
    "people:sign_out": "ending a session, if there is one",
    "links:forgotten": "asking for a link to a new password",
    "links:joining": "whoever holds the mailed link",
    "links:new_password": "whoever holds the mailed link",
    "healthz": "for probes",
    "readyz": "for probes",
    "api-docs": "the reference of the API",
    "api-problems": "the reference of the API",
    "api:openapi-json": "the reference of the API",
}
# Pages of the operator's host, which no organization that trades has.
ELSEWHERE = frozenset({"organizations:list", "organizations:detail"})
EVERYTHING = frozenset(Permission)


class At(StrEnum):
    """Which object an address names."""

    NOTHING = "no object"
    OWN = "own"
    SIBLING = "sibling"
    FOREIGN = "foreign"
    STRANGER = "a stranger's"
    UNKNOWN = "unknown"


class Answer(StrEnum):
    """What somebody gets; each stands for a status or a few."""

    OPENED = "opened"
    SIGN_IN = "sign in first"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    NOT_ALLOWED = "405"
    BROKEN = "server error"


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody: a person of the cast, one with a role made for the route, or nobody. None: not signed in."""

    name: str
    permissions: frozenset[Permission] | None


@dataclass(frozen=True, slots=True)
class Case:
    """One question of the matrix."""

    route: Route
    method: str
    who: Who
    at: At

    @property
    def name(self) -> str:
        return f"{self.method} {self.route.name or self.route.path} by {self.who.name} at {self.at}"

    def is_in_sample(self, one_in: int) -> bool:
        """One of so many, always the same ones: chosen by the name alone."""
        return zlib.crc32(self.name.encode()) % one_in == 0


def routes() -> list[Route]:
    """Each address once, the first that leads there."""
    first = {route.form: route for route in reversed(every_route())}
    return list(reversed(first.values()))


def name_of(route: Route) -> str:
    return route.name or route.path.strip("/")


def example_of(route: Route) -> Example:
    """The example of a route with arguments; says how to add one where none is."""
    if name_of(route) not in EXAMPLES:
        raise LookupError(
            f"{route.name} ({route.form}) has no example. Add it to EXAMPLES in tests/matrix/objects.py: the kind of"
            " object it opens, and a kind of the same organization that it must not open."
        )
    return EXAMPLES[name_of(route)]


def people_for(route: Route) -> list[Who]:
    """The cast, two with custom roles (only what the route needs; all without it), a deactivated one and nobody."""
    needed = _needed(route)
    cast = [Who(str(role.value), standard_role(role).permissions) for role in Role]
    lacking = [Who(f"all but {each.value}", EVERYTHING - {each} - including(each)) for each in needed]
    alone = frozenset(needed) or frozenset({Permission.SEE_JOBS})
    only = Who(f"only {' and '.join(sorted(alone))}", alone)
    return [*cast, only, *lacking, Who("deactivated", None), Who("anonymous", None)]


def including(permission: Permission) -> frozenset[Permission]:
    """What nobody may have who is to lack a permission: whatever includes it."""
    return frozenset(each for each, included in INCLUDED.items() if permission in included)


def cases_of(route: Route) -> Iterator[Case]:
    """Every case of one route; a method that it does not take is refused before anything is looked at: one place."""
    for method in METHODS:
        taken = route.methods is None or method in route.methods
        for who in people_for(route):
            yield from (Case(route, method, who, at) for at in (places_of(route) if taken else places_of(route)[:1]))


def places_of(route: Route) -> list[At]:
    """Which objects an address can name."""
    if not route.has_arguments:
        return [At.NOTHING]
    example = example_of(route)
    siblings = [At.SIBLING] if example.sibling else []
    return [At.OWN, *siblings, *([] if example.is_shared else [At.FOREIGN, At.STRANGER]), At.UNKNOWN]


def expected(case: Case) -> Answer:
    """What the declarations of the view say: the method first, then who one is, then what one may, then the object."""
    is_open = name_of(case.route) in OPEN
    if case.method not in (case.route.methods or (METHODS if is_open else ())):
        return Answer.NOT_ALLOWED
    if is_open:
        return Answer.OPENED
    if case.who.permissions is None:
        return Answer.SIGN_IN
    if not {Permission(name) for name in case.route.permissions or ()} <= case.who.permissions:
        return Answer.FORBIDDEN
    if name_of(case.route) in ELSEWHERE:
        return Answer.NOT_FOUND
    return Answer.OPENED if case.at == At.NOTHING else _judged_inside(case, example_of(case.route))


def _judged_inside(case: Case, example: Example) -> Answer:
    """What a view says of the object, to somebody whom its declaration lets in."""
    may = case.who.permissions or frozenset()
    if case.at == At.UNKNOWN:
        return Answer.NOT_FOUND
    if example.first and example.first not in may:
        return Answer.FORBIDDEN
    if case.at in (At.SIBLING, At.FOREIGN, At.STRANGER) or (example.is_private and case.who.name != Role.ADMIN):
        return Answer.NOT_FOUND
    asked = {permission for permission in (example.then, example.acts) if permission}
    return Answer.OPENED if asked <= may else Answer.FORBIDDEN


@dataclass(frozen=True, slots=True)
class Books:
    """The objects by kind of whoever asks, of somebody they trade with, and of somebody they don't."""

    own: Objects
    foreign: Objects
    strange: Objects

    def at(self, case: Case) -> Values | None:
        """What an address of the case names; None where these books have no such thing."""
        example = example_of(case.route)
        kind = example.sibling if case.at == At.SIBLING else example.own
        return {At.FOREIGN: self.foreign, At.STRANGER: self.strange}.get(case.at, self.own).get(kind)

    def has(self, case: Case) -> bool:
        return case.at in (At.NOTHING, At.UNKNOWN) or self.at(case) is not None


def address_of(case: Case, books: Books) -> str:
    """The path of a case, its arguments filled from the objects of the one organization or the other."""
    if case.at == At.NOTHING:
        return case.route.path
    if case.at == At.UNKNOWN:
        known = books.own.get(example_of(case.route).own) or books.foreign[example_of(case.route).own]
        return case.route.form.format(**{name: _nobody(value) for name, value in known.items()})
    return case.route.form.format(**(books.at(case) or {}))


def _nobody(value: str) -> str:
    """What names nothing, of the same shape: a number stays, a key is one that nobody has."""
    if value.isdigit():
        return value
    return str(NOBODY) if len(value) == len(str(NOBODY)) else "nothing-like-this"


def _needed(route: Route) -> list[Permission]:
    """Every permission that the route asks, declared or inside."""
    example = EXAMPLES.get(name_of(route), Example(""))
    inside = [permission for permission in (example.first, example.then, example.acts) if permission]
    return [*map(Permission, route.permissions or ()), *inside]
