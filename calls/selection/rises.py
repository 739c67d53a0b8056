"""Rules that go by rank: the smallest rise that selects a proposal, found by binary search over rank positions."""

import time
from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from calls.selection.greedy import go_down, room_for
from calls.selection.own_grants import largest_own_grant, own_grant_columns
from calls.selection.packages import Package
from calls.selection.problems import Problem
from calls.selection.programs import Whole
from calls.selection.reasons import Standing
from calls.selection.selecting import TIME_LIMIT, is_caps_only, ranked_of


class ListOracle(Protocol):
    """Answers what a rule does when one proposal is moved to another place in the list of the others; `is_proven` turns
    False once a solve behind an answer ran into its time limit."""

    is_proven: bool

    def selects(self, i: int, others: Sequence[int], place: int) -> bool:
        """Tell whether `i`, put before `others[place]`, is selected. Once true, it is so for every smaller place."""

    def package(self, i: int, others: Sequence[int], place: int) -> frozenset[int]:
        """Who is selected then."""

    def largest_grant(self, i: int) -> int | None:
        """The largest grant in cents that `i` would get in its own place; None when none."""


def oracle_for(problem: Problem, package: Package) -> ListOracle:
    """The oracle of "strict", "skip" or "lexicographic"."""
    if package.rule == "lexicographic" and not is_caps_only(problem):
        return Walked(problem, package)
    return Listed(problem, package)


def standing_in_list(problem: Problem, package: Package, i: int, oracle: ListOracle) -> Standing:
    """The smallest rise of `i` after which the rule selects it, or the largest fall it bears, in whole points.

    A place in the list is what points buy: taking it means the points of who stands there, and one more where the tie
    rule prefers the other. Exact because whoever is selected at a place is so at every better one: what went before
    it only shrinks.
    """
    order = problem.order()
    own, others = order.index(i), [j for j in order if j != i]
    if i in package.chosen:
        places = range(own, len(others) + 1)
        last = bisect_left(places, 1, key=lambda place: not oracle.selects(i, others, place)) + own - 1
        is_safe = i in frozenset(problem.forced_in) or last == len(others)
        return Standing(margin=None if is_safe else problem.points[i] - _points_before(problem, i, others[last]))
    places = range(own + 1)
    # The last place that selects it: the number of places that do, minus one.
    last = bisect_left(places, 1, key=lambda place: not oracle.selects(i, others, place)) - 1
    if last < 0:
        return Standing()
    short = _points_before(problem, i, others[last]) - problem.points[i]
    return Standing(short=short, moved=oracle.package(i, others, last))


def _points_before(problem: Problem, i: int, other: int) -> int:
    """The smallest points with which `i` stands before `other`."""
    is_preferred = problem.rank_key(i)[1:] < problem.rank_key(other)[1:]
    return problem.points[other] + (0 if is_preferred else 1)


class Listed:
    """Going down the list: only what stands before a place decides on it."""

    def __init__(self, problem: Problem, package: Package) -> None:
        self.problem, self.stops, self.scope = problem, package.rule == "strict", package.scope
        self.is_proven = True

    def selects(self, i: int, others: Sequence[int], place: int) -> bool:
        """See ListOracle."""
        return i in self._go_down([*others[:place], i])

    def package(self, i: int, others: Sequence[int], place: int) -> frozenset[int]:
        """See ListOracle."""
        return self._go_down([*others[:place], i, *others[place:]])

    def largest_grant(self, i: int) -> int | None:
        """See ListOracle."""
        room = room_for(self.problem, i, stops=self.stops, scope=self.scope)
        return min(room, self.problem.euro_cents[i]) or None if room is not None else None

    def _go_down(self, order: Sequence[int]) -> frozenset[int]:
        ended = go_down(self.problem, stops=self.stops, scope=self.scope, order=order)
        return frozenset() if ended is None else frozenset(ended[0])


class Walked:
    """The lexicographic walk: a place selects a proposal when some package that decides alike on all who stand before
    it holds the proposal too."""

    def __init__(self, problem: Problem, package: Package) -> None:
        self.problem, self.chosen, self.is_proven = problem, frozenset(package.chosen), True
        self.ranked = ranked_of(problem, time.monotonic() + TIME_LIMIT)
        self.places = {i: self.ranked.model.places(i) for i in range(problem.size)}
        self.without: dict[int, Whole] = {}
        columns = self.ranked.model.columns
        self.grants = package.grants
        self.now = np.array([self.grants.get(column.i) == column.cents for column in columns], dtype=np.int64)

    def selects(self, i: int, others: Sequence[int], place: int) -> bool:
        """See ListOracle."""
        return self._answer(i, others, place) is not None

    def package(self, i: int, others: Sequence[int], place: int) -> frozenset[int]:
        """See ListOracle."""
        answer = self._answer(i, others, place)
        if answer is None:
            return frozenset()
        low, up = self._box(i, others, place)
        order = [j for other in [*others[:place], i, *others[place:]] for j in self.places[other]]
        x, is_first = self.ranked.program.walk((low, up), order, answer, time.monotonic() + TIME_LIMIT)
        self.is_proven &= is_first
        return frozenset(self.ranked.model.grants(x))

    def largest_grant(self, i: int) -> int | None:
        """See ListOracle; those who stand before keep what the package gives them."""
        order = self.problem.order()
        before = frozenset(order[: order.index(i)])
        columns = own_grant_columns(self.problem, i)
        ranked = ranked_of(self.problem, time.monotonic() + TIME_LIMIT, columns)
        if ranked.known is None or (self.ranked.status == "optimal") != (ranked.status == "optimal"):
            return None
        low, up = ranked.model.lower.copy(), ranked.model.upper.copy()
        for place, column in enumerate(columns):
            if column.i in before:
                low[place] = up[place] = int(self.grants.get(column.i) == column.cents)
        grant, is_proven = largest_own_grant(ranked.program, columns, (low, up))
        self.is_proven &= is_proven
        return grant

    def _answer(self, i: int, others: Sequence[int], place: int) -> Whole | None:
        low, up = self._box(i, others, place)
        nothing = np.zeros_like(low)
        for j in self.places[i]:
            own = low.copy()
            own[j] = 1
            found = self.ranked.program.maximise(nothing, lower=own, upper=up, deadline=time.monotonic() + TIME_LIMIT)
            self.is_proven &= found.status != "time_limit"
            if found.x is not None:
                return found.x
        return None

    def _box(self, i: int, others: Sequence[int], place: int) -> tuple[Whole, Whole]:
        """The bounds that hold those before the place to what the walk decides on them."""
        decided = self._without(i, others) if i in self.chosen else self.now
        low, up = self.ranked.model.lower.copy(), self.ranked.model.upper.copy()
        before = [j for other in others[:place] for j in self.places[other]]
        low[before] = up[before] = decided[before]
        return low, up

    def _without(self, i: int, others: Sequence[int]) -> Whole:
        """The walk with a selected one at the very end: it decides on all others as if that one's place were unknown."""
        if i not in self.without:
            order = [j for other in [*others, i] for j in self.places[other]]
            deadline = time.monotonic() + TIME_LIMIT
            self.without[i], is_first = self.ranked.program.walk(self.ranked.model.box, order, self.now, deadline)
            self.is_proven &= is_first
        return self.without[i]
