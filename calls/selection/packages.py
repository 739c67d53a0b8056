"""A package: who is selected with which grant; its value by a rule, and the limits it breaks, in whole numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from calls.selection.problems import Level, Limit, Problem, Rule, Scope

type Exact = int | Fraction
type PackageStatus = Literal["optimal", "shortfall", "time_limit", "infeasible"]


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit that a package breaks: `bound` "low" or "high", what it `required` and what was `reached`, in proposals
    or cents (of a share: of the total of this package, as an exact fraction)."""

    key: str
    bound: Literal["low", "high"]
    required: Exact
    reached: Exact

    @property
    def missing(self) -> Exact:
        """How far it was missed, above 0."""
        return plain(abs(Fraction(self.required) - self.reached))


@dataclass(frozen=True, slots=True)
class Package:
    """What a rule selects.

    chosen       indices in canonical order (rank, then id)
    grant_cents  the grant of each of `chosen`, in the same order, cents
    value        exact: by "above_floor" the sum of gain x (points - floor); by "points_euro" the sum of points x
                 granted cents; by the other rules the sum of gain x points, for comparison only
    status       "optimal": as the rule says, and proven; "shortfall": not all floors can be reached, this comes nearest
                 (only "lexicographic"); "time_limit": the best found, see gap; "infeasible": nothing meets the rules
    gap          relative distance to the proven bound; 0 with "time_limit" tells that the value is proven and only
                 the canonical choice among equals is not; infinite when nothing was found
    broken       floors and shares that are not met, in the order of the problem's limits
    solver       what computed it: "greedy" or "HiGHS in scipy x.y.z"
    scope        the scope that "strict" was asked with
    """

    rule: Rule
    chosen: tuple[int, ...]
    grant_cents: tuple[int, ...]
    value: Exact
    status: PackageStatus
    gap: float
    broken: tuple[Broken, ...]
    solver: str
    scope: Scope = "overall"

    @property
    def grants(self) -> dict[int, int]:
        """The grant in cents by index."""
        return dict(zip(self.chosen, self.grant_cents, strict=True))


def package_of(
    problem: Problem,
    rule: Rule,
    grants: Mapping[int, Level] | None,
    *,
    status: PackageStatus = "optimal",
    gap: float = 0.0,
    solver: str = "greedy",
    scope: Scope = "overall",
) -> Package:
    """The package of these grants, in canonical order, with its value and what it breaks; None is an empty one."""
    given = grants or {}
    chosen = tuple(sorted(given, key=problem.rank_key))
    cents = {i: given[i].cents for i in chosen}
    broken = broken_limits(problem, cents) if grants is not None else ()
    value = value_of(problem, rule, given)
    return Package(rule, chosen, tuple(cents.values()), value, status, gap, broken, solver, scope)


def worth(problem: Problem, rule: Rule, i: int, level: Level) -> Exact:
    """What selecting `i` with this grant adds to the value of a package, exact."""
    if rule == "points_euro":
        return problem.points[i] * level.cents
    floor = problem.floor_points if rule == "above_floor" else 0
    return plain(level.gain * (problem.points[i] - floor))


def value_of(problem: Problem, rule: Rule, grants: Mapping[int, Level]) -> Exact:
    """The value of a package by a rule, exact; see `Package.value`."""
    return plain(sum((Fraction(worth(problem, rule, i, level)) for i, level in grants.items()), start=Fraction(0)))


def plain(value: Exact) -> Exact:
    """The same number, as an int when it is whole."""
    return int(value) if value.denominator == 1 else value


def broken_limits(problem: Problem, grant_cents: Mapping[int, int]) -> tuple[Broken, ...]:
    """The bounds of limits that these grants (cents by index) break, in the order of the limits; sums in Python ints."""
    found = []
    for limit in problem.limits:
        reached = measure(limit, grant_cents)
        total = (len(grant_cents) if limit.unit == "count" else sum(grant_cents.values())) if limit.share else 1
        if limit.low is not None and reached < limit.low * total:
            found.append(Broken(limit.key, "low", plain(limit.low * total), reached))
        if limit.high is not None and reached > limit.high * total:
            found.append(Broken(limit.key, "high", plain(limit.high * total), reached))
    return tuple(found)


def measure(limit: Limit, grant_cents: Mapping[int, int]) -> int:
    """How many proposals, or how many cents, these grants put among the members of a limit."""
    inside = [cents for i, cents in grant_cents.items() if i in limit.members]
    return len(inside) if limit.unit == "count" else sum(inside)


def broken_rules(problem: Problem, grant_cents: Mapping[int, int]) -> tuple[str, ...]:
    """What no package may break whatever the rule, as keys: "eligible", "forced_in", "grant", "budget",
    "exclusive:<number of the group>" and the keys of caps."""
    mask = problem.mask
    wrong = {
        "eligible": any(not mask[i] for i in grant_cents),
        "forced_in": bool(frozenset(problem.forced_in) - grant_cents.keys()),
        "grant": any(cents not in {level.cents for level in problem.grants(i)} for i, cents in grant_cents.items()),
        "budget": sum(grant_cents.values()) > problem.budget_cents,
    }
    wrong |= {
        f"exclusive:{number}": len(frozenset(group) & grant_cents.keys()) > 1
        for number, group in enumerate(problem.exclusive)
    }
    wrong |= {limit.key: measure(limit, grant_cents) > limit.cap for limit in problem.limits if limit.cap is not None}
    return tuple(key for key, is_wrong in wrong.items() if is_wrong)
