"""Going down the list: strict ranking and ranking with skipping, in O(N x limits) without a solver."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from calls.selection.problems import ENVELOPE_PREFIX, Level, Problem, Scope

# The budget's place among the caps of a purse.
BUDGET_PLACE = 0


@dataclass(slots=True)
class Purse:
    """What is left under every cap while the list is gone down: cents or places, the budget first."""

    room: list[int]
    charges: list[list[tuple[int, bool]]]
    groups: list[list[int]]
    taken: set[int] = field(default_factory=set)

    def blocked_by(self, i: int, cents: int) -> int | None:
        """The first cap that `cents` for `i` would break, as its place in `room`; None when it fits."""
        for cap, counts in self.charges[i]:
            if (1 if counts else cents) > self.room[cap]:
                return cap
        return None

    def excludes(self, i: int) -> bool:
        """Tell whether a proposal that excludes `i` is selected."""
        return any(group in self.taken for group in self.groups[i])

    def largest(self, i: int) -> int | None:
        """The largest amount in cents that `i` could still get; None when not even nothing fits."""
        if self.excludes(i) or self.blocked_by(i, 0) is not None:
            return None
        return min(self.room[cap] for cap, counts in self.charges[i] if not counts)

    def pay(self, i: int, cents: int, sign: int = 1) -> None:
        """Take `cents` for `i` from every cap it counts under (sign -1: give them back)."""
        for cap, counts in self.charges[i]:
            self.room[cap] -= sign * (1 if counts else cents)
        if sign > 0:
            self.taken.update(self.groups[i])


def open_purse(problem: Problem) -> Purse:
    """A purse with everything left in it."""
    room, charges = [problem.budget_cents], [[(BUDGET_PLACE, False)] for _ in range(problem.size)]
    for limit in problem.limits:
        if limit.cap is not None:
            for i in limit.members:
                charges[i].append((len(room), limit.unit == "count"))
            room.append(limit.cap)
    groups: list[list[int]] = [[] for _ in range(problem.size)]
    for number, group in enumerate(problem.exclusive):
        for i in frozenset(group):
            groups[i].append(number)
    return Purse(room, charges, groups)


def envelopes_of(problem: Problem) -> dict[int, str]:
    """The envelope of each index, by the key of its limit; an index outside all envelopes is absent.

    Envelopes are the caps in euro whose key begins with "envelope"; when there are none, all caps in euro. Raises
    ValueError when two of them hold the same proposal: then the keys must say which ones are the envelopes.
    """
    euro = [limit for limit in problem.limits if limit.unit == "euro" and limit.cap is not None]
    envelopes = [limit for limit in euro if limit.key.startswith(ENVELOPE_PREFIX)] or euro
    found: dict[int, str] = {}
    for limit in envelopes:
        if overlap := found.keys() & limit.members:
            raise ValueError(f"Proposal {problem.ids[min(overlap)]} is in two envelopes; name these 'envelope:...'.")
        found |= dict.fromkeys(limit.members, limit.key)
    return found


def go_down(
    problem: Problem, *, stops: bool, scope: Scope = "overall", order: Sequence[int] | None = None
) -> tuple[dict[int, Level], Purse, set[str | None] | None] | None:
    """Give grants in `order` (canonical when None): (grant per index, what is left, envelopes that stopped).

    Those forced in come first, whatever their points. Then each gets the largest of its grants that fits under every
    cap. With `stops` the list ends at the first whose full amount does not fit (a smaller grant that fits is its last
    grant): with scope "overall" for all, with "per_envelope" for its own envelope when that is what lacks, and for all
    when the budget lacks. Who is excluded by a selected one is passed over without a stop. The stopped envelopes are
    None when all stopped (or nothing can, without `stops`: an empty set). Returns None when those forced in do not fit.
    """
    purse = open_purse(problem)
    grants = _force(problem, purse)
    if grants is None:
        return None
    envelopes = envelopes_of(problem) if stops and scope == "per_envelope" else {}
    stopped: set[str | None] = set()
    for i in problem.order() if order is None else order:
        if i in grants or envelopes.get(i) in stopped or purse.excludes(i):
            continue
        lacking = purse.blocked_by(i, problem.euro_cents[i])
        level = _largest_level(problem, purse, i) if lacking is not None else Level(problem.euro_cents[i])
        if level is not None:
            purse.pay(i, level.cents)
            grants[i] = level
        if lacking is not None and stops:
            if scope == "overall" or lacking == BUDGET_PLACE:
                return grants, purse, None
            stopped.add(envelopes.get(i))
    return grants, purse, stopped


def room_for(problem: Problem, i: int, *, stops: bool, scope: Scope) -> int | None:
    """The largest grant in cents that `i` would get in its own place in the list; None when none, however small."""
    order = problem.order()
    ended = go_down(problem, stops=stops, scope=scope, order=order[: order.index(i)])
    if ended is None:
        return None
    _, purse, stopped = ended
    envelope = envelopes_of(problem).get(i) if stops and scope == "per_envelope" else None
    return None if stopped is None or envelope in stopped else purse.largest(i)


def _force(problem: Problem, purse: Purse) -> dict[int, Level] | None:
    """Grants of those forced in: the smallest for all, then in canonical order the largest that leaves the others."""
    grants: dict[int, Level] = {}
    forced = sorted(problem.forced_in, key=problem.rank_key)
    for i in forced:
        grants[i] = problem.grants(i)[-1]
        if purse.excludes(i) or purse.blocked_by(i, grants[i].cents) is not None:
            return None
        purse.pay(i, grants[i].cents)
    for i in forced:
        if len(problem.grants(i)) > 1:
            purse.pay(i, grants[i].cents, -1)
            grants[i] = _largest_level(problem, purse, i) or grants[i]
            purse.pay(i, grants[i].cents)
    return grants


def _largest_level(problem: Problem, purse: Purse, i: int) -> Level | None:
    return next((level for level in problem.grants(i) if purse.blocked_by(i, level.cents) is None), None)
