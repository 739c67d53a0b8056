"""What a person is, as plain ids: filled once per request, read by permissions and visible_to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, DateField

from innovet.accounts.enums import Role
from innovet.kit import clock
from innovet.kit.statements import Statement

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from innovet.accounts.models import User

type Claims = QuerySet[Any, tuple[str, str, int]]
type Contributor = Callable[[int, date], Claims]

_contributors: list[Contributor] = []


def contribute(contributor: Contributor) -> None:
    """Register a room's claims: rows of (kind, role, object id) of one user on one day."""
    _contributors.append(contributor)
    CLAIMS.forget()


@dataclass(frozen=True, slots=True)
class Standing:
    """The roles of one person on one day; `claims` maps (kind, role) to object ids."""

    user_id: int | None
    roles: frozenset[str]
    regions: frozenset[str]
    claims: dict[tuple[str, str], frozenset[int]]

    @property
    def is_coordinator(self) -> bool:
        """Runs the programme."""
        return Role.COORDINATOR in self.roles

    @property
    def is_steering(self) -> bool:
        """Sits in the steering group."""
        return Role.STEERING in self.roles

    @property
    def is_quality_reviewer(self) -> bool:
        """Checks lesson material."""
        return Role.QUALITY in self.roles

    @property
    def is_administrator(self) -> bool:
        """Keeps the machinery running; sees no proposal and no review."""
        return Role.ADMINISTRATOR in self.roles

    def ids(self, kind: str, *roles: str) -> frozenset[int]:
        """The objects of one kind in which the person holds one of the roles; any role when none is named."""
        found: set[int] = set()
        for (claim_kind, role), object_ids in self.claims.items():
            if claim_kind == kind and (not roles or role in roles):
                found |= object_ids
        return frozenset(found)


NOBODY = Standing(user_id=None, roles=frozenset(), regions=frozenset(), claims={})


def standing_of(user: User | AnonymousUser) -> Standing:
    """The standing of whoever asks; nobody's for a visitor without an account."""
    return getattr(user, "standing", NOBODY)


def load_standing(user_id: int, grants: Iterable[tuple[str, list[str]]]) -> Standing:
    """Gather the claims of all rooms in one statement; the grants are read by the caller."""
    grants = list(grants)
    claims: dict[tuple[str, str], set[int]] = {}
    for kind, role, object_id in CLAIMS.ask(user=user_id, day=clock.today()):
        claims.setdefault((kind, role), set()).add(object_id)
    return Standing(
        user_id=user_id,
        roles=frozenset(role for role, _regions in grants),
        regions=frozenset(region for _role, regions in grants for region in regions),
        claims={key: frozenset(ids) for key, ids in claims.items()},
    )


def _all_claims(user: int, day: date) -> Claims:
    first, *others = [contributor(user, day).order_by() for contributor in _contributors]
    return first.union(*others, all=True).order_by()


CLAIMS = Statement(_all_claims, user=BigIntegerField(), day=DateField())
