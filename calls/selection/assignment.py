"""Which reviewer reads which proposal: possible first, then fair, then well matched.

P proposals, R reviewers; indices count from 0 in the caller's order; affinities have no unit and lie in [0, 1]. Sources:
I. Stelmakh, N. Shah and A. Singh, PeerReview4All (2021), for fairness to the worst-off before the total; A. Kobren,
B. Saha and A. McCallum, Paper matching with local fairness constraints (2019), for the floor under the affinity of a pair.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from calls.selection.demand import Demand, Pair, Pairs, Table
from calls.selection.pairing import Aim, Cells, Found, choose, largest_flow, may_connect, parts
from calls.selection.shortages import SECONDS, Breach, Shortage, breaches, broken, lacking_readers, ways_out
from calls.selection.solver import Status, Vector

__all__ = [
    "Assignment",
    "Breach",
    "Demand",
    "Pair",
    "Pairs",
    "Price",
    "Shortage",
    "assign",
    "breaches",
    "everyone_reads",
    "feasibility",
]

MOST_FOR_EVERYONE = 25
DRAWN = 2**24
SAME = 1e-8
Left = Callable[[], float]


@dataclass(frozen=True, eq=False)
class _Floor:
    """The cells that stay open under the worst pair reached, an answer on them, and how much higher (points) the worst
    pair might still be."""

    may: Cells
    chosen: Cells
    gap: float = 0.0


class Price(NamedTuple):
    """What fairness and even loads cost: total affinity given up against the utilitarian answer, in points of affinity
    and in percent of its total."""

    points: float
    percent: float


@dataclass(frozen=True, slots=True)
class Assignment:
    """The pairs (proposal, reviewer), in order of proposal id and reviewer id, and what they are worth.

    status: "optimal"; "time_limit", proven so far only to within `gap`; or "infeasible", with `shortages`. gap: 0 when
    optimal; else the larger of how far the total may be off (relative) and how far the worst pair may be (points).
    worst_pair: the lowest affinity of a pair; worst_proposal_sum: the lowest sum over the readers of one proposal;
    total: the sum of all. `..._utilitarian`: of the largest total under the same rules, without floor or balance.
    loads: readings per reviewer, R. components: how many parts hang together through shared reviewers (1 is best).
    Without pairs the numbers are None.
    """

    pairs: tuple[Pair, ...]
    status: Status
    gap: float | None
    worst_pair: float | None
    worst_pair_utilitarian: float | None
    worst_proposal_sum: float | None
    total: float | None
    total_utilitarian: float | None
    price: Price | None
    loads: tuple[int, ...]
    components: int
    shortages: tuple[Shortage, ...] = ()


def feasibility(demand: Demand) -> tuple[Shortage, ...]:
    """Why the demand cannot be met; empty when it can.

    First by flow (loads, blocks, readings: groups of proposals that lack readers), then, when that fits, under all rules
    (up to five ways out, each a minimal set of rules to give way). Raises `TimeoutError` when a minute does not suffice.
    """
    table = Table.of(demand)
    if lacking := lacking_readers(table):
        return lacking
    answer = choose(table, table.allowed, _anything(table), time_limit=SECONDS)
    if answer.status == "infeasible":
        return ways_out(table)
    if answer.chosen is None:
        raise TimeoutError("It could not be told in time whether the demand can be met.")
    return ()


def everyone_reads(demand: Demand) -> Demand:
    """The same demand, but everybody who may reads every proposal; other rules than blocks would only stand in the way.

    Raises `ValueError` above 25 proposals: more than a person reads well.
    """
    table = Table.of(demand)
    if len(table.reviews) > MOST_FOR_EVERYONE:
        raise ValueError(f"Everyone reads everything up to {MOST_FOR_EVERYONE} proposals.")
    readers = np.zeros_like(table.reviews)
    readers[table.proposals] = table.allowed.sum(axis=1)
    return replace(demand, reviews=readers, load_min=0, load_max=None, fixed=(), organisation=None, required=())


def assign(demand: Demand, *, fair: bool = True, time_limit: float = 10.0, seed: int) -> Assignment:
    """Assign under all rules: the worst pair as good as can be (when `fair`), at that level connected if possible, then
    the largest total affinity minus balance * sum |load - mean load|.

    Fixed pairs cannot be chosen, so the level is sought over the others; when none is fixed it is that of all. Equals
    fall by lot (`seed`), by id and not by place: another order of the same rows gives the same pairs. Guard: when fair,
    the worst pair is never below that of the utilitarian answer. One reading each ties nobody, so then being connected
    is not asked. time_limit: seconds for all stages together; it ends with the best so far. An impossible demand is an
    answer, not an error, and explained outside that limit as by `feasibility`.
    Raises `ValueError` for a time limit of 0 or less.
    """
    if not time_limit > 0:
        raise ValueError("time_limit is a positive number of seconds.")
    deadline = time.monotonic() + time_limit
    table = Table.of(demand)
    if lacking := lacking_readers(table):
        return _without(table, "infeasible", lacking)
    return _assigned(table, lambda: deadline - time.monotonic(), fair=fair, seed=seed)


def _assigned(table: Table, left: Left, *, fair: bool, seed: int) -> Assignment:
    utilitarian = choose(table, table.allowed, Aim(table.affinity), time_limit=left())
    if utilitarian.status == "infeasible":
        return _without(table, "infeasible", ways_out(table))
    start = _placed(table) if utilitarian.chosen is None else utilitarian.chosen
    if start is None:
        return _without(table, "time_limit", ())
    floor = _fairest(table, start, left) if fair else _Floor(table.allowed, start)
    best, aim = _connected(table, floor.may, Aim(table.affinity, table.balance), left)
    if best.chosen is None:
        best = replace(best, status="time_limit", chosen=floor.chosen)
    elif best.status == "optimal":
        best = replace(best, chosen=_settled(table, floor.may, best.chosen, aim, left, seed))
    return _report(table, utilitarian, floor, best)


def _placed(table: Table) -> Cells | None:
    """Any answer that needs no search, if the flow happens to keep all rules."""
    chosen = largest_flow(table, table.allowed).chosen
    return None if broken(table, chosen) else chosen


def _fairest(table: Table, start: Cells, left: Left) -> _Floor:
    """The highest level that the worst free pair can have: a flow tells which levels are too high, a programme with all
    rules which of the others can be reached. Every answer moves the search on to its own worst pair."""
    free = table.allowed & ~table.fixed
    values = np.unique(table.affinity[free])
    if not (start & free).any():
        return _Floor(table.allowed, start)

    def open_at(level: int) -> Cells:
        above: Cells = table.affinity >= values[level]
        return free & above | table.fixed

    def level_of(chosen: Cells) -> int:
        picked = table.affinity[chosen & free]
        return int(np.searchsorted(values, picked.min()))

    best, low = start, level_of(start)
    probe = high = _flow_level(table, open_at, low, len(values) - 1)
    while low < high:
        found = choose(table, open_at(probe), _anything(table), time_limit=left())
        if found.status == "infeasible":
            high = probe - 1
        elif found.chosen is None:
            break
        else:
            best, low = found.chosen, level_of(found.chosen)
        probe = (low + high + 1) // 2
    return _Floor(open_at(low), best, float(values[high] - values[low]))


def _flow_level(table: Table, open_at: Callable[[int], Cells], low: int, high: int) -> int:
    """The highest level at which all readings still find a place; `low` is known to be one."""
    total = table.reviews.sum()
    while low < high:
        middle = (low + high + 1) // 2
        if largest_flow(table, open_at(middle)).size == total:
            low = middle
        else:
            high = middle - 1
    return low


def _connected(table: Table, may: Cells, aim: Aim, left: Left) -> tuple[Found, Aim]:
    """The best answer that hangs together, with the cuts that made it so; if there is none, the best answer."""
    first = best = choose(table, may, aim, time_limit=left())
    cut = replace(aim, most_readers=_most_tied(table, may))
    if best.chosen is None or not (table.connect and may_connect(table, may)):
        return first, aim
    while len(groups := parts(best.chosen)) > 1:
        cut = replace(cut, cuts=(*cut.cuts, *_ties(groups)))
        best = choose(table, may, cut, time_limit=left())
        if best.chosen is None:
            return replace(first, status="optimal" if best.status == "infeasible" else "time_limit"), aim
    return best, cut


def _most_tied(table: Table, may: Cells) -> int | None:
    """How many reviewers a connected answer has at most: its edges are at least its nodes - 1. None: no matter."""
    most = int(table.reviews.sum() - (table.reviews > 0).sum()) + 1
    return most if most < may.any(axis=0).sum() else None


def _ties(groups: list[tuple[Cells, Cells]]) -> list[tuple[Cells, int]]:
    """What a connected answer has that these parts do not: for each a pair that leaves it, and together a tree."""
    leaving = [proposals[:, None] != reviewers[None, :] for proposals, reviewers in groups]
    inside = np.logical_or.reduce([proposals[:, None] & reviewers[None, :] for proposals, reviewers in groups])
    return [*((cells, 1) for cells in leaving), (~inside, len(groups) - 1)]


def _settled(table: Table, may: Cells, chosen: Cells, aim: Aim, left: Left, seed: int) -> Cells:
    """Among equals the one with the largest sum of drawn numbers, so that neither the caller's order nor the course of
    the solver decides. Without time the equal that was found stays."""
    drawn = np.random.default_rng(seed).integers(DRAWN, size=may.shape) / DRAWN
    lot = replace(aim, weights=drawn, balance=0.0, keep=(aim, aim.worth(chosen)))
    ties = table.connect and may_connect(table, may) and len(parts(chosen)) == 1
    found = _connected(table, may, lot, left)[0] if ties else choose(table, may, lot, time_limit=left())
    if found.status != "optimal" or found.chosen is None or (ties and len(parts(found.chosen)) > 1):
        return chosen
    return found.chosen if aim.worth(found.chosen) >= aim.worth(chosen) - SAME else chosen


def _report(table: Table, utilitarian: Found, floor: _Floor, best: Found) -> Assignment:
    chosen = floor.chosen if best.chosen is None else best.chosen
    largest = chosen if utilitarian.chosen is None else utilitarian.chosen
    total, total_utilitarian = (float(table.affinity[cells].sum()) for cells in (chosen, largest))
    if total > total_utilitarian:  # Rounding, or time ran out on the other.
        largest, total_utilitarian = chosen, total
    is_proven = utilitarian.status == best.status == "optimal" and not floor.gap
    lost = total_utilitarian - total
    loads = np.zeros_like(table.load_max)
    loads[table.reviewers] = chosen.sum(axis=0)
    return Assignment(
        pairs=table.pairs(chosen),
        status="optimal" if is_proven else "time_limit",
        gap=0.0 if is_proven else max(floor.gap, _gap(table, chosen, best)),
        worst_pair=_lowest(table.affinity[chosen]),
        worst_pair_utilitarian=_lowest(table.affinity[largest]),
        worst_proposal_sum=_lowest((table.affinity * chosen).sum(axis=1)[table.reviews > 0]),
        total=total,
        total_utilitarian=total_utilitarian,
        price=Price(lost, 100 * lost / total_utilitarian if lost else 0.0),
        loads=tuple(loads.tolist()),
        components=len(parts(chosen)),
    )


def _without(table: Table, status: Status, shortages: tuple[Shortage, ...]) -> Assignment:
    return Assignment(
        pairs=(),
        status=status,
        gap=None,
        worst_pair=None,
        worst_pair_utilitarian=None,
        worst_proposal_sum=None,
        total=None,
        total_utilitarian=None,
        price=None,
        loads=(0,) * len(table.load_max),
        components=0,
        shortages=shortages,
    )


def _gap(table: Table, chosen: Cells, best: Found) -> float:
    """How far the objective may be below the largest that is possible, as a share of the latter."""
    tops = np.sort(np.where(table.allowed | table.fixed, table.affinity, 0.0), axis=1)[:, ::-1]
    ranks = np.arange(tops.shape[1])
    bound = min(best.bound, float(tops[ranks < table.reviews[:, None]].sum()))
    worth = Aim(table.affinity, table.balance).worth(chosen)
    return (bound - worth) / bound if bound - worth > SAME else 0.0


def _lowest(values: Vector) -> float | None:
    return float(values.min()) if values.size else None


def _anything(table: Table) -> Aim:
    return Aim(np.zeros_like(table.affinity))
