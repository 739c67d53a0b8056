"""What is asked of an assignment of reviewers to proposals: checked, and put in one order.

Shapes: P proposals (rows), R reviewers (columns); indices count from 0 in the order of the caller. `Table` is the same
demand with its rows sorted by stable id, so that what is computed from it does not depend on the caller's order.
"""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Pair = tuple[int, int]
Pairs = Collection[Pair] | NDArray[np.bool_]
Names = Collection[str] | Collection[int] | int
Ids = Sequence[int] | Sequence[str]

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Demand:
    """Who may read what, how much and under which rules. Raises `ValueError` when the parts do not fit together.

    affinity: P x R, 0 (no match) to 1 (best). reviews: readings per proposal, one number or P of them. load_min and
    load_max: readings per reviewer, one number or R of them; no `load_max` is no limit. blocked: P x R bool or pairs
    (proposal, reviewer) that may never be. fixed: the same, pairs that must be. organisation: a label or None per
    reviewer; when given, no two reviewers with one label read the same proposal. profiles: the names that each reviewer
    answers to, as a set or a bitmask; required: the profiles of which each proposal needs at least one reader, one set
    for all or a list with one per proposal. balance: what one reading away from the mean load costs, in units of affinity.
    connect: prefer an answer in which all proposals hang together through shared reviewers. proposal_ids and
    reviewer_ids: stable, unique and sortable; by default the indices.
    """

    affinity: ArrayLike
    reviews: int | Sequence[int] | NDArray[np.int_]
    load_min: int | Sequence[int] | NDArray[np.int_] = 0
    load_max: int | Sequence[int] | NDArray[np.int_] | None = None
    blocked: Pairs | None = ()
    fixed: Pairs | None = ()
    organisation: Sequence[object] | None = None
    profiles: Sequence[Names] | None = None
    required: Names | Sequence[Names] | None = ()
    balance: float = 0.05
    connect: bool = True
    proposal_ids: Ids | None = None
    reviewer_ids: Ids | None = None

    def __post_init__(self) -> None:
        Table.of(self)


@dataclass(frozen=True, eq=False)
class Table:
    """A demand with its rows in order of id. `proposals` and `reviewers` lead back to the caller's indices.

    allowed and fixed: P x R bool; organisation: R labels as numbers, `NOBODY` without one; holds: R x C, who answers to
    which of the C required profiles; required: P x C bool; labels and names: how the caller calls them.
    """

    affinity: NDArray[np.float64]
    reviews: NDArray[np.int64]
    load_min: NDArray[np.int64]
    load_max: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    fixed: NDArray[np.bool_]
    organisation: NDArray[np.int64]
    labels: tuple[object, ...]
    holds: NDArray[np.bool_]
    required: NDArray[np.bool_]
    names: tuple[str | int, ...]
    balance: float
    connect: bool
    proposals: NDArray[np.int64]
    reviewers: NDArray[np.int64]

    @classmethod
    def of(cls, demand: Demand) -> "Table":
        """Check a demand and sort it; raises `ValueError` with the part that is wrong."""
        affinity = _affinity(demand.affinity)
        n_proposals, n_reviewers = affinity.shape
        rows = _order(demand.proposal_ids, n_proposals, "proposal_ids")
        columns = _order(demand.reviewer_ids, n_reviewers, "reviewer_ids")
        most = n_proposals if demand.load_max is None else demand.load_max
        load_min = _counts(demand.load_min, n_reviewers, "load_min")[columns]
        load_max = _counts(most, n_reviewers, "load_max")[columns]
        if (load_min > load_max).any():
            raise ValueError("load_min is above load_max for a reviewer.")
        if not (np.isfinite(demand.balance) and demand.balance >= 0):
            raise ValueError("balance is a number of 0 or more.")
        grid = np.ix_(rows, columns)
        organisation, labels = _organisations(demand.organisation, columns, n_reviewers)
        holds, required, names = _profiles(demand, n_proposals, n_reviewers)
        return cls(
            affinity=affinity[grid],
            reviews=_counts(demand.reviews, n_proposals, "reviews")[rows],
            load_min=load_min,
            load_max=load_max,
            allowed=~_cells(demand.blocked, (n_proposals, n_reviewers), "blocked")[grid],
            fixed=_cells(demand.fixed, (n_proposals, n_reviewers), "fixed")[grid],
            organisation=organisation,
            labels=labels,
            holds=holds[columns],
            required=required[rows],
            names=names,
            balance=float(demand.balance),
            connect=demand.connect,
            proposals=rows,
            reviewers=columns,
        )

    def pairs(self, chosen: NDArray[np.bool_]) -> tuple[Pair, ...]:
        """The chosen cells as the caller's indices, in order of proposal id and reviewer id."""
        rows, columns = np.nonzero(chosen)
        return tuple(zip(self.proposals[rows].tolist(), self.reviewers[columns].tolist(), strict=True))

    def chosen(self, pairs: Pairs) -> NDArray[np.bool_]:
        """The other way round: P x R bool, sorted, from the caller's pairs."""
        return _cells(pairs, self.affinity.shape, "pairs")[np.ix_(self.proposals, self.reviewers)]


def _affinity(value: ArrayLike) -> NDArray[np.float64]:
    affinity = np.asarray(value, dtype=np.float64)
    if affinity.ndim != 2 or not affinity.size:
        raise ValueError("affinity is a table of at least one proposal and one reviewer.")
    if not ((affinity >= 0) & (affinity <= 1)).all():
        raise ValueError("affinity lies between 0 and 1.")
    return affinity


def _counts(value: ArrayLike, length: int, name: str) -> NDArray[np.int64]:
    numbers = np.asarray(value)
    if numbers.ndim > 1 or (numbers.ndim == 1 and len(numbers) != length):
        raise ValueError(f"{name} is one number or {length} of them.")
    if not np.issubdtype(numbers.dtype, np.number) or (numbers != np.floor(numbers)).any() or (numbers < 0).any():
        raise ValueError(f"{name} holds whole numbers of 0 or more.")
    return np.broadcast_to(numbers.astype(np.int64), length)


def _order(ids: Ids | None, length: int, name: str) -> NDArray[np.int64]:
    values: list[Any] = list(range(length)) if ids is None else list(ids)
    if len(values) != length or len(set(values)) != length:
        raise ValueError(f"{name} holds {length} different ids.")
    try:
        return np.array(sorted(range(length), key=values.__getitem__), dtype=np.int64)
    except TypeError as mixed:
        raise ValueError(f"{name} holds ids that can be sorted.") from mixed


def _cells(value: Pairs | None, shape: tuple[int, ...], name: str) -> NDArray[np.bool_]:
    given = np.asarray([] if value is None else list(value))
    if given.dtype == np.bool_ and given.shape == shape:
        return given
    cells = np.zeros(shape, dtype=np.bool_)
    if not given.size:
        return cells
    if given.ndim != 2 or given.shape[1] != 2 or not np.issubdtype(given.dtype, np.integer):
        raise ValueError(f"{name} is a bool table of {shape[0]} by {shape[1]}, or pairs (proposal, reviewer).")
    if (given < 0).any() or (given >= shape).any():
        raise ValueError(f"{name} holds a pair that does not exist.")
    cells[tuple(given.T)] = True
    return cells


def _organisations(
    labels: Sequence[object] | None, columns: NDArray[np.int64], length: int
) -> tuple[NDArray[np.int64], tuple[object, ...]]:
    """Number the labels in order of their first reviewer by id, so that the caller's order does not show."""
    if labels is not None and len(labels) != length:
        raise ValueError(f"organisation holds {length} labels.")
    found: dict[object, int] = {}
    numbers = [
        NOBODY if labels is None or labels[column] is None else found.setdefault(labels[column], len(found))
        for column in columns.tolist()
    ]
    return np.array(numbers, dtype=np.int64), tuple(found)


def _profiles(
    demand: Demand, n_proposals: int, n_reviewers: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[str | int, ...]]:
    required = _required(() if demand.required is None else demand.required, n_proposals)
    held = [frozenset[str | int]()] * n_reviewers if demand.profiles is None else [_names(p) for p in demand.profiles]
    if len(held) != n_reviewers:
        raise ValueError(f"profiles holds {n_reviewers} sets of names.")
    names = tuple(sorted(frozenset().union(*required), key=lambda name: (isinstance(name, str), name)))
    return _membership(held, names), _membership(required, names), names


def _membership(sets: Sequence[frozenset[str | int]], names: tuple[str | int, ...]) -> NDArray[np.bool_]:
    return np.array([[name in names_of for name in names] for names_of in sets], dtype=np.bool_).reshape(
        len(sets), len(names)
    )


def _required(value: Names | Sequence[Names], n_proposals: int) -> list[frozenset[str | int]]:
    if isinstance(value, int | str | Set) or all(isinstance(name, str) for name in value):
        return [_names(value)] * n_proposals  # type: ignore[arg-type]
    if len(value) != n_proposals:
        raise ValueError(f"required holds one set of profiles, or {n_proposals} of them.")
    return [_names(names) for names in value]


def _names(value: Names | str) -> frozenset[str | int]:
    """A set of words or numbers, or the bits of a mask: 5 is the profiles 1 and 4."""
    if isinstance(value, int | np.integer):
        mask = int(value)
        return frozenset(1 << bit for bit in range(mask.bit_length()) if mask >> bit & 1)
    return frozenset([value] if isinstance(value, str) else value)
