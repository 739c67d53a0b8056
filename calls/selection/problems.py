"""What a selection is decided on: proposals with points and amounts, the money, and the limits.

Proposals are named by their index, from 0, in the order of `Problem.ids`. Points are whole numbers (a caller scales
exact scores, for instance to hundredths); money is whole euro cents; shares and gains are exact fractions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import index
from typing import Any, Literal

Unit = Literal["count", "euro"]
Rule = Literal["strict", "skip", "above_floor", "points_euro", "lexicographic"]
Scope = Literal["overall", "per_envelope"]

RULES: tuple[Rule, ...] = ("strict", "skip", "above_floor", "points_euro", "lexicographic")
BUDGET = "budget"
EXCLUSIVE_PREFIX = "exclusive:"
ENVELOPE_PREFIX = "envelope"
# What one proposal too few weighs against one cent too few, when floors cannot all be reached.
CENTS_PER_PROPOSAL = 1_000_000


@dataclass(frozen=True, slots=True)
class Level:
    """A grant that a proposal can work with: the amount in cents, and the share of its points that it then brings
    (above 0, at most 1)."""

    cents: int
    gain: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Limit:
    """A floor (`low`) and a ceiling (`high`) on the selected proposals among `members` (indices), both included; None
    is none.

    `unit` "count" counts proposals, "euro" adds up the granted cents, in which `low` and `high` are then given.
    With `share` both are fractions between 0 and 1 of all that is selected, in the same unit (at least a third of the
    projects outside STEM: low=Fraction(1, 3)); an empty selection meets every share. `weight` (whole, at least 1) is
    how dear breaking it is when not all can be met: a proposal too few costs weight x 1,000,000, a cent too few costs
    weight. A `high` without share is a cap, which every rule obeys; floors and shares are obeyed by the rules that
    optimise, and reported by the two that go down the list.
    """

    key: str
    members: frozenset[int]
    unit: Unit = "count"
    low: int | Fraction | None = None
    high: int | Fraction | None = None
    weight: int = 1
    share: bool = False

    def __post_init__(self) -> None:
        if self.unit not in {"count", "euro"}:
            raise ValueError(f"Limit {self.key}: the unit is 'count' or 'euro', not {self.unit!r}.")
        if index(self.weight) < 1:
            raise ValueError(f"Limit {self.key}: the weight is a whole number of at least 1.")
        reading: Callable[[Any], int | Fraction] = _as_fraction if self.share else index
        low, high = (None if bound is None else reading(bound) for bound in (self.low, self.high))
        if any(bound is not None and not 0 <= bound <= (1 if self.share else bound) for bound in (low, high)):
            raise ValueError(f"Limit {self.key}: bounds are not negative, and a share lies between 0 and 1.")
        if low is not None and high is not None and low > high:
            raise ValueError(f"Limit {self.key}: the floor lies above the ceiling.")
        _set(self, members=frozenset(map(index, self.members)), low=low, high=high, share=bool(self.share))

    @property
    def cap(self) -> int | None:
        """The ceiling that every rule obeys: `high` when it is an amount or a number, None when it is a share."""
        return None if self.share or self.high is None else int(self.high)


@dataclass(frozen=True, slots=True)
class Problem:
    """N proposals that compete for one budget.

    ids            N unique names that can be sorted; with `tie_key` they settle equal points
    points         N whole numbers, more is better
    euro_cents     N amounts asked, cents
    budget_cents   what can be given in total, cents
    limits         see `Limit`; keys are unique
    exclusive      groups of indices; of each at most one is selected
    eligible       who may be selected: N booleans, or the indices of those who may; None is all. Thresholds are
                   judged by the caller, on raw scores, so that no rule and no draw can shift them
    forced_in      indices that are selected whatever their points; they must be eligible
    forced_out     indices that are not selected whatever their points
    levels         per proposal the smaller grants it can work with: N sequences, or a mapping from index, of `Level`
                   or (cents, gain); the full amount with gain 1 is always among the choices
    floor_points   what the rule "above_floor" takes off the points of each proposal
    tie_key        N values that can be sorted, smaller first: the call's own tie rule; None is none
    max_points     the highest points that a proposal can get, None when unknown

    The canonical order is by rank, then id: more points first, then smaller `tie_key`, then smaller id. Raises
    ValueError when anything above does not hold.
    """

    ids: Sequence[Any]
    points: Sequence[int]
    euro_cents: Sequence[int]
    budget_cents: int
    limits: Sequence[Limit] = ()
    exclusive: Sequence[Iterable[int]] = ()
    eligible: Sequence[bool] | Iterable[int] | None = None
    forced_in: Iterable[int] = frozenset()
    forced_out: Iterable[int] = frozenset()
    levels: Sequence[Any] | Mapping[int, Any] = ()
    floor_points: int = 0
    tie_key: Sequence[Any] | None = None
    max_points: int | None = None

    def __post_init__(self) -> None:
        size = len(self.ids)
        _set(
            self,
            ids=tuple(self.ids),
            points=tuple(map(index, self.points)),
            euro_cents=tuple(map(index, self.euro_cents)),
            budget_cents=index(self.budget_cents),
            limits=tuple(self.limits),
            exclusive=tuple(frozenset(map(index, group)) for group in self.exclusive),
            eligible=_as_mask(self.eligible, size),
            forced_in=frozenset(map(index, self.forced_in)),
            forced_out=frozenset(map(index, self.forced_out)),
            tie_key=None if self.tie_key is None else tuple(self.tie_key),
            floor_points=index(self.floor_points),
        )
        _check_columns(self)
        _check_sets(self)
        _set(self, levels=_as_levels(self))

    @property
    def size(self) -> int:
        """N, the number of proposals."""
        return len(self.ids)

    @property
    def mask(self) -> tuple[bool, ...]:
        """N booleans: who may be selected at all (eligible and not kept out)."""
        out = frozenset(self.forced_out)
        return tuple(bool(may) and i not in out for i, may in enumerate(self.eligible or ()))

    def rank_key(self, i: int) -> tuple[Any, ...]:
        """What the canonical order sorts by."""
        return (-self.points[i], *(() if self.tie_key is None else (self.tie_key[i],)), self.ids[i])

    def order(self) -> list[int]:
        """The indices that may be selected, in canonical order."""
        mask = self.mask
        return sorted((i for i in range(self.size) if mask[i]), key=self.rank_key)

    def grants(self, i: int) -> tuple[Level, ...]:
        """The grants that can be given to `i`, the dearest (the amount asked) first."""
        full = Level(self.euro_cents[i])
        return (full, *self.levels[i]) if self.levels else (full,)


def _set(instance: object, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(instance, name, value)


def _as_fraction(value: Any) -> Fraction:
    """An exact fraction; a float is read as the decimal it prints."""
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def _as_mask(eligible: Sequence[bool] | Iterable[int] | None, size: int) -> tuple[bool, ...]:
    if eligible is None:
        return (True,) * size
    given = list(eligible)
    if any(type(value).__name__ in {"bool", "bool_"} for value in given):
        if len(given) != size:
            raise ValueError(f"{len(given)} values say who is eligible, for {size} proposals.")
        return tuple(map(bool, given))
    _check_indices("eligible", given, size)
    inside = set(map(index, given))
    return tuple(i in inside for i in range(size))


def _as_levels(problem: Problem) -> tuple[tuple[Level, ...], ...]:
    given: Mapping[int, Any] = (
        problem.levels if isinstance(problem.levels, Mapping) else dict(enumerate(problem.levels))
    )
    _check_indices("levels", given, problem.size)
    if not any(given.values()):
        return ()
    return tuple(_levels_of(problem, i, given.get(i) or ()) for i in range(problem.size))


def _levels_of(problem: Problem, i: int, given: Iterable[Any]) -> tuple[Level, ...]:
    levels: dict[int, Level] = {}
    for item in given:
        cents, gain = (item.cents, item.gain) if isinstance(item, Level) else item
        level = Level(index(cents), _as_fraction(gain))
        if not 0 <= level.cents <= problem.euro_cents[i] or not 0 < level.gain <= 1:
            raise ValueError(f"A grant level of {problem.ids[i]} is more than it asks, or its gain is not in (0, 1].")
        if level.cents in levels or (level.cents == problem.euro_cents[i] and level.gain != 1):
            raise ValueError(f"Two grant levels of {problem.ids[i]} have the same amount.")
        levels[level.cents] = level
    levels.pop(problem.euro_cents[i], None)
    return tuple(levels[cents] for cents in sorted(levels, reverse=True))


def _check_columns(problem: Problem) -> None:
    size = problem.size
    for name in ("points", "euro_cents", "tie_key"):
        column = getattr(problem, name)
        if column is not None and len(column) != size:
            raise ValueError(f"{name} has {len(column)} values for {size} proposals.")
    if len(set(problem.ids)) != size:
        raise ValueError("The ids of proposals are not unique.")
    if problem.budget_cents < 0 or any(cents < 0 for cents in problem.euro_cents):
        raise ValueError("Amounts of money cannot be negative.")
    if problem.max_points is not None and any(points > problem.max_points for points in problem.points):
        raise ValueError("A proposal has more points than max_points.")


def _check_sets(problem: Problem) -> None:
    size = problem.size
    keys = [limit.key for limit in problem.limits]
    if len(set(keys)) != len(keys) or any(key == BUDGET or key.startswith(EXCLUSIVE_PREFIX) for key in keys):
        raise ValueError("The keys of limits must be unique, and are not 'budget' or 'exclusive:...'.")
    for limit in problem.limits:
        _check_indices(f"limit {limit.key}", limit.members, size)
    for group in problem.exclusive:
        _check_indices("exclusive", group, size)
    _check_indices("forced_in", problem.forced_in, size)
    _check_indices("forced_out", problem.forced_out, size)
    barred = {i for i, may in enumerate(problem.mask) if not may}
    if wrong := barred.intersection(problem.forced_in):
        raise ValueError(f"{problem.ids[min(wrong)]} cannot be forced in: it is not eligible, or forced out as well.")


def _check_indices(name: str, indices: Iterable[int], size: int) -> None:
    if any(not 0 <= index(i) < size for i in indices):
        raise ValueError(f"{name} names a proposal outside 0..{size - 1}.")
