"""What the frame around every page shows: whose books these are, who is signed in, where one can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

Theme = Literal["system", "light", "dark"]
THEME_COOKIE = "theme"
THEME_LABELS: dict[Theme, str] = {"system": "System", "light": "Light", "dark": "Dark"}


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the navigation.

    `icon` names a symbol of the sprite (common/ui/icons.py). `count` is what waits to be done there, as a number or as
    words ("2 running"); nothing is shown for 0 and "". `tone` "bad" marks the count as urgent.
    """

    label: str
    url: str
    icon: str
    is_current: bool = False
    count: int | str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Links under one heading; a group without title (the dashboard) stands without one."""

    title: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class BellItem:
    """One thing that waits, as words with its count and the list behind it; `needs_you` is not set for mere news."""

    key: str
    words: str
    url: str
    count: str
    tone: str = ""
    needs_you: bool = True


@dataclass(frozen=True, slots=True)
class Bell:
    """What waits for the person; `count` is printed on the bell and is empty when nothing does."""

    items: tuple[BellItem, ...] = ()
    count: str = ""

    def count_of(self, key: str) -> str:
        """How many wait of one kind, ready to print; "" when none do or the person may not see them."""
        return next((item.count for item in self.items if item.key == key), "")


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything the frame prints, put into the template context as `shell` for each request.

    Empty names are allowed: a host that belongs to no organization has no `organization_name`, and before sign-in
    there is no `person_name`. Without a person there is no top bar, no navigation and no account menu. `billing` are
    the groups that a seller or customer also finds on its page My account.
    """

    product_name: str
    organization_name: str = ""
    organization_kind_label: str = ""
    organization_number: str = ""
    person_name: str = ""
    person_email: str = ""
    role_label: str = ""
    theme: Theme = "system"
    home_url: str = "/"
    sign_out_url: str = ""
    search_url: str = ""
    nav: tuple[NavGroup, ...] = ()
    nav_foot: tuple[NavItem, ...] = ()
    account_items: tuple[NavItem, ...] = ()
    billing: tuple[NavGroup, ...] = ()
    bell: Bell = Bell()

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody acts here, so that there is an account menu and a navigation."""
        return bool(self.person_name)

    @property
    def initials(self) -> str:
        """The first letters of the first and the last word of the person's name: "Lena Brandt" gives "LB"."""
        words = self.person_name.split()
        return "".join(word[0] for word in dict.fromkeys([*words[:1], *words[-1:]])).upper()

    @property
    def title(self) -> str:
        """The name that ends the title of every page."""
        return self.organization_name or self.product_name


def theme_from_cookie(value: str | None) -> Theme:
    """The appearance a person chose in this browser; an unknown or missing value follows the system."""
    return cast(Theme, value) if value in get_args(Theme) else "system"
