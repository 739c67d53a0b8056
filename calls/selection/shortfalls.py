"""Rules that go by value: what a proposal lacks is what the best package with it lacks."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from calls.selection.models import Column, Model, model_of
from calls.selection.own_grants import largest_own_grant, own_grant_columns
from calls.selection.packages import Exact, Package, plain
from calls.selection.problems import Problem
from calls.selection.programs import Row, Solution
from calls.selection.reasons import Standing
from calls.selection.selecting import TIME_LIMIT


@dataclass(frozen=True, slots=True)
class Valued:
    """A package of "above_floor" or "points_euro" beside the program it came from, both reused for each proposal."""

    problem: Problem
    package: Package
    model: Model
    objective: list[int]
    scale: int

    @property
    def best(self) -> int:
        """V*, times the scale."""
        return int(self.package.value * self.scale)

    def solve(self, *, chosen: int | None = None, barred: Sequence[int] = ()) -> Solution:
        """The best package with column `chosen` in, or with all of the columns `barred` out."""
        low, up = self.model.lower.copy(), self.model.upper.copy()
        if chosen is not None:
            low[chosen] = 1
        up[list(barred)] = 0
        deadline = time.monotonic() + TIME_LIMIT
        return self.model.program.maximise(self.objective, lower=low, upper=up, deadline=deadline)

    def slope(self, column: Column) -> Fraction:
        """What the value gains per point of the proposal."""
        return Fraction(column.cents) if self.package.rule == "points_euro" else column.gain


def valued(problem: Problem, package: Package) -> Valued:
    """The program of a package, made once."""
    model = model_of(problem)
    return Valued(problem, package, model, *model.objective(package.rule))


def standing_in_value(given: Valued, i: int) -> Standing:
    """What `i` lacks or has left, exact: D = V* - V*(it is in), divided by what a point of it brings.

    The value of every package with `i` at one grant rises by the same for each point of `i`, that of every package
    without it stays: so D over that rise is what ties it in. The fall that a selected one bears follows from V*(it is
    out) in the same way. Over several grant levels the smallest rise, or the largest fall, counts.
    """
    is_in = i in given.package.chosen
    return _fall(given, i) if is_in else _rise(given, i)


def _rise(given: Valued, i: int) -> Standing:
    shortest: tuple[Fraction, frozenset[int]] | None = None
    is_proven = True
    for place in given.model.places(i):
        found, slope = given.solve(chosen=place), given.slope(given.model.columns[place])
        is_proven &= found.status != "time_limit"
        if found.x is None or (not slope and found.value < given.best):
            continue
        short = Fraction(given.best - found.value, given.scale) / slope if slope else Fraction(0)
        if shortest is None or short < shortest[0]:
            shortest = short, frozenset(given.model.grants(found.x))
    if shortest is None:
        return Standing(is_proven=is_proven)
    return Standing(short=plain(shortest[0]), moved=shortest[1], is_proven=is_proven)


def _fall(given: Valued, i: int) -> Standing:
    places = given.model.places(i)
    out = given.solve(barred=places)
    if i in frozenset(given.problem.forced_in) or out.x is None:
        return Standing(is_proven=out.status != "time_limit")
    falls: list[Exact] = []
    is_proven = out.status != "time_limit"
    for place in places:
        column = given.model.columns[place]
        is_now = given.package.grants[i] == column.cents
        found = None if is_now else given.solve(chosen=place)
        value = given.best if found is None else found.value
        is_proven &= found is None or found.status != "time_limit"
        slope = given.slope(column)
        if found is None or found.x is not None:
            if not slope and value >= out.value:
                return Standing(is_proven=is_proven)
            falls += [Fraction(value - out.value, given.scale) / slope] if slope else []
    return Standing(margin=plain(max(falls, default=0)), is_proven=is_proven)


def largest_grant_by_value(given: Valued, i: int) -> tuple[int | None, bool]:
    """The largest own grant with which `i` stands in a package worth at least V*, and whether that is proven.

    With gain 1 whatever the grant; by "points_euro" a smaller grant brings less value, which is counted.
    """
    columns = own_grant_columns(given.problem, i)
    model = model_of(given.problem, columns)
    objective, scale = model.objective(given.package.rule)
    floor = -(-given.package.value * scale // 1)
    return largest_own_grant(model.program.with_row(Row(objective, int(floor))), columns, model.box)
