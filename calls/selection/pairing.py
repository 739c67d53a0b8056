"""Pairs of proposals and reviewers as a flow and as a mixed-integer programme: what `assignment` calls again and again.

Shapes as in `demand`: P proposals, R reviewers, `open` a P x R bool of the cells that may be chosen, `chosen` the same of
those that are. Sources: the transport model of C. J. Taylor, On the optimal assignment of conference papers to reviewers
(2008); load bounds and a floor under the affinity as in A. Kobren, B. Saha and A. McCallum, Paper matching with local
fairness constraints (2019); lazy cuts as for connected subgraphs.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calls.selection.demand import NOBODY, Table
from calls.selection.solver import Programme, Status, Vector, solve

Cells = NDArray[np.bool_]

# HiGHS keeps rows and gaps to 1e-6: with costs in thousandths the objective is exact to 1e-9.
SCALE = 1000.0
EQUAL = 1e-9

# By which sign, in which rows, a rule of each kind gives way.
_GIVES = (
    ("load_max", "load", -1),
    ("load_min", "load", 1),
    ("organisation", "organisation", -1),
    ("profile", "profile", 1),
)


@dataclass(frozen=True, eq=False)
class Aim:
    """Maximise the weights (P x R) of the chosen cells minus balance * sum |load - mean load|.

    cuts: P x R bools with the number of their cells that must be chosen at least. most_readers: how many reviewers may
    read at all. keep: another aim whose worth may not fall below the number beside it.
    """

    weights: Vector
    balance: float = 0.0
    cuts: tuple[tuple[Cells, int], ...] = ()
    most_readers: int | None = None
    keep: "tuple[Aim, float] | None" = None

    def worth(self, chosen: Cells) -> float:
        """The objective of an answer, from its cells."""
        loads = chosen.sum(axis=0)
        return float(self.weights[chosen].sum() - self.balance * np.abs(loads - loads.mean()).sum())


@dataclass(frozen=True, eq=False)
class Found:
    """An answer: no cells without one; no better worth than `bound` exists under the same rules."""

    status: Status
    chosen: Cells | None = None
    bound: float = np.inf


@dataclass(frozen=True, eq=False)
class Flow:
    """A largest flow from proposals to reviewers: its cells, how many there are, and the proposals of the smallest cut."""

    chosen: Cells
    size: int
    cut: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Block:
    """Rows over the columns of a model, with the range in which each must stay."""

    rows: Any
    low: Vector
    high: Vector


def largest_flow(table: Table, may: Cells) -> Flow:
    """As many of the readings as loads, blocks and the open cells allow (max-flow min-cut, Ford and Fulkerson 1956).

    The cut is the smallest set of proposals that lacks readers; it is empty when all readings have a place.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    n_proposals, n_reviewers = may.shape
    sink = n_proposals + n_reviewers + 1
    proposals, reviewers = np.arange(1, n_proposals + 1), np.arange(n_proposals + 1, sink)
    cells = np.nonzero(may)
    tails = np.concatenate([np.zeros(n_proposals, dtype=np.int64), proposals[cells[0]], reviewers])
    heads = np.concatenate([proposals, reviewers[cells[1]], np.full(n_reviewers, sink)])
    # Above what can ever flow a capacity says nothing, and might not fit its type.
    supply, places = np.minimum(table.reviews, n_reviewers + 1), np.minimum(table.load_max, n_proposals)
    capacity = np.concatenate([supply, np.ones(len(cells[0])), places])
    graph = csr_array((capacity.astype(np.int32), (tails, heads)), shape=(sink + 1, sink + 1))
    result = maximum_flow(graph, 0, sink)
    left = csr_array(graph - result.flow)
    left.eliminate_zeros()
    reached = np.zeros(sink + 1, dtype=np.bool_)
    reached[breadth_first_order(left, 0, return_predecessors=False)] = True
    chosen = result.flow[1 : n_proposals + 1, n_proposals + 1 : sink].toarray() > 0
    return Flow(chosen, int(result.flow_value), reached[proposals])


def parts(cells: Cells) -> list[tuple[Cells, Cells]]:
    """The connected parts of the graph of these pairs, each as its proposals (P bool) and its reviewers (R bool); who
    has no pair is in none."""
    from scipy.sparse import block_array, csr_array
    from scipy.sparse.csgraph import connected_components

    links = csr_array(cells)
    _, labels = connected_components(block_array([[None, links], [links.T, None]]), directed=False)
    of_proposal, of_reviewer = labels[: len(cells)], labels[len(cells) :]
    used = np.unique(of_proposal[cells.any(axis=1)])
    return [(of_proposal == label, of_reviewer == label) for label in used]


def may_connect(table: Table, may: Cells) -> bool:
    """Whether a connected answer is thinkable: some proposal has two readers who can be tied by it, the open cells are
    connected, and there are readings enough to tie all proposals to as many reviewers as are needed (a connected graph
    has at least nodes - 1 edges)."""
    if table.reviews.max() < 2:
        return False
    read = table.reviews > 0
    if len(parts(may & read[:, None])) > 1:
        return False
    most = np.sort(np.minimum(table.load_max, may.sum(axis=0)))[::-1]
    total = int(table.reviews.sum())
    needed = int(np.searchsorted(np.cumsum(most), total)) + 1
    bound_to_read = int(((table.load_min > 0) | table.fixed.any(axis=0)).sum())
    return total >= int(read.sum()) + max(needed, bound_to_read) - 1


def choose(table: Table, may: Cells, aim: Aim, *, time_limit: float) -> Found:
    """The best choice from the open cells under all rules, or "infeasible", or what was found within the time."""
    model = _Model(table, may | table.fixed)
    rows, low, high = _stacked([*model.rules.values(), *model.asked(aim)])
    programme = Programme(model.cost(aim) * -SCALE, rows, low, high, model.lower, model.upper, model.whole)
    answer = solve(programme, time_limit=time_limit)
    return Found(answer.status, model.chosen(answer.x), -answer.bound / SCALE)


def choose_breaking(table: Table, kinds: Collection[str], *, time_limit: float) -> Found:
    """A choice that breaks as few as possible of the rules of these kinds (load_max, load_min, organisation,
    profile, fixed; each reading too many or too few counts one) and none of the others."""
    from scipy.sparse import hstack

    model = _Model(table, table.allowed | table.fixed)
    fixed = table.fixed[model.cells]
    rows, low, high = _stacked(model.rules.values())
    give = model.give(kinds)
    width = sum(columns.shape[1] for columns in give)
    lost = fixed & ("fixed" in kinds)
    programme = Programme(
        cost=np.concatenate([np.where(lost, -1.0, 0.0), np.zeros(model.width - model.n), np.ones(width)]),
        rows=hstack([rows, *give], format="csr"),
        low=low,
        high=high,
        lower=np.concatenate([fixed & ~lost, model.lower[model.n :], np.zeros(width)]),
        upper=np.concatenate([model.upper, np.full(width, np.inf)]),
        whole=np.concatenate([model.whole, np.zeros(width, dtype=np.bool_)]),
    )
    answer = solve(programme, time_limit=time_limit)
    return Found(answer.status, model.chosen(answer.x))


class _Model:
    """Columns: one per cell (0 or 1), then per reviewer the load, its distance to the mean load, and whether they read
    at all; rows: the rules."""

    def __init__(self, table: Table, cells: Cells) -> None:
        self.table = table
        self.cells = cells
        self.proposal, self.reviewer = np.nonzero(cells)
        self.n = len(self.proposal)
        self.n_proposals, self.n_reviewers = cells.shape
        self.width = self.n + 3 * self.n_reviewers
        nothing, most = np.zeros(self.n_reviewers), np.full(self.n_reviewers, float(self.n_proposals))
        self.lower = np.concatenate([table.fixed[cells], table.load_min, nothing, nothing])
        self.upper = np.concatenate([table.allowed[cells], table.load_max, most, nothing + 1])
        self.whole = np.repeat([True, False, True], [self.n, 2 * self.n_reviewers, self.n_reviewers])
        self.rules = {
            "reviews": self._block(self._summed(self.proposal, self.n_proposals), table.reviews, table.reviews),
            "load": self._loads(),
            "organisation": self._organisations(),
            "profile": self._profiles(),
        }

    def cost(self, aim: Aim) -> Vector:
        """The worth of an aim per column."""
        nothing, dear = np.zeros(self.n_reviewers), np.full(self.n_reviewers, -aim.balance)
        return np.concatenate([aim.weights[self.cells], nothing, dear, nothing])

    def chosen(self, x: Vector | None) -> Cells | None:
        """The cells of a solution."""
        if x is None:
            return None
        chosen = np.zeros(self.cells.shape, dtype=np.bool_)
        chosen[self.cells] = x[: self.n] > 0.5
        return chosen

    def asked(self, aim: Aim) -> Iterator[_Block]:
        """The rows that an aim needs beside the rules."""
        if aim.balance or (aim.keep and aim.keep[0].balance):
            yield self._distances()
        if aim.most_readers is not None:
            yield from self._readers(aim.most_readers)
        for cut, least in aim.cuts:
            columns = np.nonzero(cut[self.cells])[0]
            yield self._block(self._summed(np.zeros_like(columns), 1, columns), least)
        if aim.keep:
            row, every = SCALE * self.cost(aim.keep[0]), np.arange(self.width)
            yield self._block(self._sparse(row, np.zeros_like(every), every, 1), SCALE * (aim.keep[1] - EQUAL))

    def give(self, kinds: Collection[str]) -> list[Any]:
        """Per kind the columns that break a rule of it by one unit, over the rows of all rules."""
        from scipy.sparse import eye_array

        columns, start = [], 0
        height = sum(len(block.low) for block in self.rules.values())
        for name, block in self.rules.items():
            signs = [sign for kind, of, sign in _GIVES if of == name and kind in kinds]
            columns += [sign * eye_array(height, len(block.low), k=-start) for sign in signs]
            start += len(block.low)
        return columns

    def _loads(self) -> _Block:
        """Each load is the number of its cells."""
        loads = self.n + np.arange(self.n_reviewers)
        rows = np.concatenate([self.reviewer, np.arange(self.n_reviewers)])
        signs = np.repeat([1.0, -1.0], [self.n, self.n_reviewers])
        matrix = self._sparse(signs, rows, np.concatenate([np.arange(self.n), loads]), self.n_reviewers)
        return self._block(matrix, 0, 0)

    def _distances(self) -> _Block:
        """|load - mean| from below by three lines that meet at whole loads, so that whole corners stay whole."""
        mean = self.table.reviews.sum() / self.n_reviewers
        base = np.floor(mean)
        slope = (base + 1 - mean) - (mean - base)
        count = np.arange(self.n_reviewers)
        lines = [(-1.0, -mean), (1.0, mean), (-slope, (mean - base) - slope * base)]
        rows = np.concatenate([np.tile(count + turn * self.n_reviewers, 2) for turn in range(3)])
        columns = np.tile(np.concatenate([self.n + count, self.n + self.n_reviewers + count]), 3)
        values = np.concatenate([np.repeat([factor, 1.0], self.n_reviewers) for factor, _ in lines])
        low = np.repeat([start for _, start in lines], self.n_reviewers)
        return self._block(self._sparse(values, rows, columns, 3 * self.n_reviewers), low)

    def _readers(self, most: int) -> Iterator[_Block]:
        """Who reads a proposal reads, and not more than so many do."""
        reads = self.n + 2 * self.n_reviewers + self.reviewer
        rows, signs = np.tile(np.arange(self.n), 2), np.repeat([-1.0, 1.0], self.n)
        yield self._block(self._sparse(signs, rows, np.concatenate([np.arange(self.n), reads]), self.n), 0)
        columns = np.arange(self.width - self.n_reviewers, self.width)
        yield self._block(self._summed(np.zeros_like(columns), 1, columns), -np.inf, most)

    def _organisations(self) -> _Block:
        """At most one reader of an organisation per proposal, where two could be."""
        of = self.table.organisation[self.reviewer]
        key = self.proposal * (self.table.organisation.max() + 1) + of
        columns = np.nonzero(of != NOBODY)[0]
        _, row, count = np.unique(key[columns], return_inverse=True, return_counts=True)
        shared = count[row] > 1
        _, row = np.unique(row[shared], return_inverse=True)
        matrix = self._summed(row, int(row.max(initial=-1)) + 1, columns[shared])
        return self._block(matrix, -np.inf, 1)

    def _profiles(self) -> _Block:
        """At least one reader of each profile that a proposal asks."""
        number = np.full(self.table.required.shape, -1)
        number[self.table.required] = np.arange(self.table.required.sum())
        column, profile = np.nonzero(self.table.holds[self.reviewer] & self.table.required[self.proposal])
        row = number[self.proposal[column], profile]
        return self._block(self._summed(row, int(self.table.required.sum()), column), 1)

    def _summed(self, row: NDArray[np.int64], height: int, column: NDArray[np.int64] | None = None) -> Any:
        columns = np.arange(self.n) if column is None else column
        return self._sparse(np.ones(len(columns)), row, columns, height)

    def _sparse(self, values: Vector, rows: NDArray[np.int64], columns: NDArray[np.int64], height: int) -> Any:
        from scipy.sparse import csr_array

        return csr_array((values, (rows, columns)), shape=(height, self.width))

    def _block(self, rows: Any, low: ArrayLike, high: ArrayLike = np.inf) -> _Block:
        height = rows.shape[0]
        return _Block(rows, np.broadcast_to(low, height), np.broadcast_to(high, height))


def _stacked(blocks: Iterable[_Block]) -> tuple[Any, Vector, Vector]:
    from scipy.sparse import vstack

    given = list(blocks)
    rows = vstack([block.rows for block in given], format="csr")
    return rows, np.concatenate([block.low for block in given]), np.concatenate([block.high for block in given])
