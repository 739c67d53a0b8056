"""What a person may do, and why: rooms say here in words what each role gives.

    rights.allow("organisation", MembershipRole.OWNER, _("change the organisation's page"))
    rights.describe("organisation", describe_organisations)

The kind "programme" is for programme-wide roles; other kinds are those of the claims in a standing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from innovet.accounts.enums import Role
from innovet.accounts.standing import Standing

PROGRAMME = "programme"

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Thing:
    """What a claim is about, in words, with its page where there is one."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One reason for rights: a role, where it holds, what it allows; for a programme-wide role also its code."""

    role: Words
    where: tuple[Thing, ...]
    allows: tuple[Words, ...]
    code: str = ""


type RoleName = Callable[[str], Words]
type Describer = Callable[[frozenset[int]], Mapping[int, Thing]]

_allowed: dict[tuple[str, str], list[Words]] = {}
_described: dict[str, tuple[RoleName, Describer]] = {}


def allow(kind: str, role: str, *words: Words) -> None:
    """Say in words what a role gives; each room adds its own lines."""
    lines = _allowed.setdefault((kind, str(role)), [])
    lines.extend(word for word in words if word not in lines)


def describe(kind: str, role_name: RoleName, describer: Describer) -> None:
    """Say how the roles of a kind of claim are called, and how its objects are named; one statement is enough."""
    _described[kind] = (role_name, describer)


def effective_rights(standing: Standing) -> list[Entitlement]:
    """Every role the person holds today with what it allows; kinds that no room describes are left out."""
    programme = [
        Entitlement(Role(role).label, (), tuple(_allowed.get((PROGRAMME, role), ())), role)
        for role in sorted(standing.roles)
    ]
    claims = [entitlement for kind in sorted(_described) for entitlement in _claimed(standing, kind)]
    return programme + claims


def _claimed(standing: Standing, kind: str) -> Iterable[Entitlement]:
    role_name, describer = _described[kind]
    ids = standing.ids(kind)
    things = describer(ids) if ids else {}
    for (claim_kind, role), object_ids in sorted(standing.claims.items()):
        if claim_kind == kind:
            where = sorted((things[pk] for pk in object_ids if pk in things), key=lambda thing: thing.name)
            yield Entitlement(role_name(role), tuple(where), tuple(_allowed.get((kind, role), ())))
