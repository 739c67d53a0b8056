"""Why an assignment cannot be made, in plain fields that a page puts into words, and which rules a given one breaks.

Indices are the caller's, from 0; shapes as in `demand`.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calls.selection.demand import Demand, Pairs, Table
from calls.selection.pairing import Cells, choose_breaking, largest_flow, parts

Rule = Literal[
    "reviews_missing", "reviews_extra", "blocked", "fixed", "load_min", "load_max", "organisation", "profile"
]

# Rules that may give way; conflicts of interest never do.
BREAKABLE = ("load_max", "load_min", "organisation", "profile", "fixed")
MOST_WAYS_OUT = 5
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that does not hold, or must give way: where it applies, the organisation or profile it is about (`name`)
    and by how much (readings or readers)."""

    rule: Rule
    proposal: int | None = None
    reviewer: int | None = None
    name: object = None
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why no assignment exists.

    kind "readers": the proposals need `needed` readings together, the reviewers are all who may read any of them and
    have `available` places for them: the sum over them of min(load_max, proposals of these they may read).
    kind "rules": the readers suffice, but not under all rules at once; it is enough when the `breaches` are allowed, and
    no smaller number of these kinds is. Each shortage of this kind is one way out. needed: how much must give way;
    available: 0.
    """

    kind: Literal["readers", "rules"]
    proposals: tuple[int, ...]
    reviewers: tuple[int, ...]
    needed: int
    available: int
    breaches: tuple[Breach, ...] = ()


def breaches(demand: Demand, pairs: Pairs) -> tuple[Breach, ...]:
    """Every rule of the demand that these pairs break; empty when they are a valid assignment.

    A pair is (proposal, reviewer); raises `ValueError` for one that does not exist.
    """
    table = Table.of(demand)
    return broken(table, table.chosen(pairs))


def broken(table: Table, chosen: Cells) -> tuple[Breach, ...]:
    """The same for a table and its P x R bool."""
    return (
        *_pair_breaches(table, chosen),
        *_count_breaches(table, chosen),
        *_organisation_breaches(table, chosen),
        *_profile_breaches(table, chosen),
    )


def lacking_readers(table: Table) -> tuple[Shortage, ...]:
    """The groups of proposals that lack readers, each as small as can be and none sharing a scarce reviewer; empty when
    loads, blocks and readings fit together.

    Source: max-flow min-cut, which is Hall's theorem with capacities: the readings fit exactly when no set of proposals
    needs more than the sum over reviewers of min(capacity, allowed in the set).
    """
    flow = largest_flow(table, table.allowed)
    if not flow.cut.any():
        return ()
    inside = table.allowed & flow.cut[:, None]
    scarce = inside & (table.load_max < inside.sum(axis=0))
    lonely = flow.cut & ~scarce.any(axis=1)
    alone = [np.arange(len(lonely)) == row for row in np.nonzero(lonely)[0]]
    together = [proposals for proposals, _ in parts(scarce)]
    return tuple(_lack(table, members) for members in sorted([*alone, *together], key=lambda group: group.argmax()))


def ways_out(table: Table) -> tuple[Shortage, ...]:
    """At most five minimal sets of kinds of rules that would make room, each with the fewest places to give way.

    For a demand that `lacking_readers` passes. Source: elastic programming, J. W. Chinneck, Feasibility and
    infeasibility in optimization (2008). Raises `TimeoutError` when a minute does not suffice to find one.
    """
    deadline = time.monotonic() + SECONDS
    found: dict[frozenset[str], Shortage] = {}
    used = [kind for kind, is_used in zip(BREAKABLE, _in_use(table), strict=True) if is_used]
    for size in range(1, len(used) + 1):
        for kinds in map(frozenset, combinations(used, size)):
            if len(found) == MOST_WAYS_OUT or any(smaller <= kinds for smaller in found):
                continue
            answer = choose_breaking(table, kinds, time_limit=deadline - time.monotonic())
            if answer.status == "optimal" and answer.chosen is not None:
                found[kinds] = _way_out(broken(table, answer.chosen))
    if not found:
        raise TimeoutError("No way out was found within the time.")
    return tuple(found.values())


def _lack(table: Table, members: NDArray[np.bool_]) -> Shortage:
    readable = table.allowed[members].sum(axis=0)
    return Shortage(
        kind="readers",
        proposals=tuple(table.proposals[members].tolist()),
        reviewers=tuple(table.reviewers[readable > 0].tolist()),
        needed=int(table.reviews[members].sum()),
        available=int(np.minimum(table.load_max, readable).sum()),
    )


def _in_use(table: Table) -> tuple[bool, ...]:
    """Which kinds of `BREAKABLE` the demand has at all."""
    return True, bool(table.load_min.any()), bool(table.labels), bool(table.names), bool(table.fixed.any())


def _way_out(found: tuple[Breach, ...]) -> Shortage:
    return Shortage(
        kind="rules",
        proposals=tuple(sorted({breach.proposal for breach in found if breach.proposal is not None})),
        reviewers=tuple(sorted({breach.reviewer for breach in found if breach.reviewer is not None})),
        needed=sum(breach.amount for breach in found),
        available=0,
        breaches=found,
    )


def _pair_breaches(table: Table, chosen: Cells) -> Iterator[Breach]:
    for proposal, reviewer in table.pairs(chosen & ~table.allowed):
        yield Breach("blocked", proposal, reviewer)
    for proposal, reviewer in table.pairs(table.fixed & ~chosen):
        yield Breach("fixed", proposal, reviewer)


def _count_breaches(table: Table, chosen: Cells) -> Iterator[Breach]:
    readings, loads = chosen.sum(axis=1), chosen.sum(axis=0)
    sides: tuple[tuple[Rule, NDArray[np.int64], NDArray[np.int64]], ...] = (
        ("reviews_missing", table.reviews - readings, table.proposals),
        ("reviews_extra", readings - table.reviews, table.proposals),
        ("load_min", table.load_min - loads, table.reviewers),
        ("load_max", loads - table.load_max, table.reviewers),
    )
    for rule, excess, back in sides:
        for row in np.nonzero(excess > 0)[0]:
            where = {"proposal" if back is table.proposals else "reviewer": int(back[row])}
            yield Breach(rule, amount=int(excess[row]), **where)


def _organisation_breaches(table: Table, chosen: Cells) -> Iterator[Breach]:
    labels = np.arange(len(table.labels))
    readers = chosen.astype(np.int64) @ (table.organisation[:, None] == labels)
    for row, label in zip(*np.nonzero(readers > 1), strict=True):
        amount = int(readers[row, label]) - 1
        yield Breach("organisation", int(table.proposals[row]), name=table.labels[label], amount=amount)


def _profile_breaches(table: Table, chosen: Cells) -> Iterator[Breach]:
    lacking = table.required & ~(chosen @ table.holds)
    for row, profile in zip(*np.nonzero(lacking), strict=True):
        yield Breach("profile", int(table.proposals[row]), name=table.names[profile])
