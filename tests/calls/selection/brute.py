"""Every assignment of a small demand, one by one: what the stages of `assign` are checked against."""

from itertools import combinations

import numpy as np

from calls.selection.assignment import Demand

KINDS = ("load_max", "load_min", "organisation", "profile", "fixed")


class Enumerated:
    """All ways to give each proposal its number of readers that are not blocked: N x P x R bools.

    `broken` tells per kind of rule how often each of them breaks it, counted here independently of the solver.
    """

    def __init__(self, demand):
        self.affinity = np.asarray(demand.affinity)
        self.balance = demand.balance
        self.n_proposals, self.n_reviewers = self.affinity.shape
        self.demand = demand
        self.all = self._combined([self._rows(proposal) for proposal in range(self.n_proposals)])
        self.fixed = np.zeros((self.n_proposals, self.n_reviewers), dtype=bool)
        for pair in demand.fixed:
            self.fixed[pair] = True
        self.broken = {kind: getattr(self, f"_{kind}")() for kind in KINDS}
        self.valid = self.all[sum(self.broken.values()) == 0]

    def best(self, *, fair=True):
        """The level of the worst free pair, and the assignments with the best objective at it, connected ones preferred."""
        kept, worst = self.valid, self.worst(self.valid)
        if fair:
            kept, worst = kept[worst == worst.max()], worst.max()
        if self.demand.connect and np.max(self.demand.reviews) > 1 and self.connected(kept).any():
            kept = kept[self.connected(kept)]
        objective = self.objective(kept)
        return worst, kept[objective > objective.max() - 1e-9]

    def drawn(self, equals, seed):
        """The one of equals that the lot falls on."""
        lot = np.random.default_rng(seed).integers(2**24, size=self.affinity.shape)
        return equals[(equals * lot).sum(axis=(1, 2)).argmax()]

    def worst(self, chosen):
        return np.where(chosen & ~self.fixed, self.affinity, np.inf).min(axis=(1, 2))

    def total(self, chosen):
        return (chosen * self.affinity).sum(axis=(1, 2))

    def objective(self, chosen):
        loads = chosen.sum(axis=1)
        return self.total(chosen) - self.balance * np.abs(loads - loads.mean(axis=1, keepdims=True)).sum(axis=1)

    def connected(self, chosen):
        """From the first proposal that is read, every other can be reached through shared readers."""
        number = chosen.astype(int)
        reach = number @ number.transpose(0, 2, 1) > 0
        for _ in range(self.n_proposals):
            reach = reach @ reach
        read = chosen.any(axis=2)
        first = reach[np.arange(len(chosen)), read.argmax(axis=1)]
        return (first | ~read).all(axis=1)

    def _rows(self, proposal):
        reviews = np.broadcast_to(self.demand.reviews, self.n_proposals)[proposal]
        blocked = {reviewer for at, reviewer in self.demand.blocked if at == proposal}
        free = [reviewer for reviewer in range(self.n_reviewers) if reviewer not in blocked]
        rows = [np.isin(np.arange(self.n_reviewers), readers) for readers in combinations(free, reviews)]
        return np.array(rows, dtype=bool).reshape(len(rows), self.n_reviewers)

    def _combined(self, rows):
        grid = np.indices([len(options) for options in rows]).reshape(self.n_proposals, -1)
        return np.stack([options[index] for options, index in zip(rows, grid, strict=True)], axis=1)

    def _load_max(self):
        most = self.n_proposals if self.demand.load_max is None else self.demand.load_max
        return np.maximum(self.all.sum(axis=1) - most, 0).sum(axis=1)

    def _load_min(self):
        return np.maximum(self.demand.load_min - self.all.sum(axis=1), 0).sum(axis=1)

    def _organisation(self):
        labels = self.demand.organisation or [None] * self.n_reviewers
        extra = np.zeros(len(self.all), dtype=int)
        for label in set(labels) - {None}:
            members = [reviewer for reviewer, own in enumerate(labels) if own == label]
            extra += np.maximum(self.all[:, :, members].sum(axis=2) - 1, 0).sum(axis=1)
        return extra

    def _profile(self):
        lacking = np.zeros(len(self.all), dtype=int)
        for name in self.demand.required:
            holders = [reviewer for reviewer, names in enumerate(self.demand.profiles) if name in names]
            lacking += (~self.all[:, :, holders].any(axis=2)).sum(axis=1)
        return lacking

    def _fixed(self):
        return (self.fixed & ~self.all).sum(axis=(1, 2))


def drawn_demand(seed, *, proposals=6, reviewers=4, tight=False):
    """A demand of at most this size with any of the rules; affinities with and without ties."""
    rng = np.random.default_rng(seed)
    n_proposals = int(rng.integers(2, proposals + 1))
    n_reviewers = int(rng.integers(2, reviewers + 1))
    shape = (n_proposals, n_reviewers)
    reviews = int(rng.integers(1, min(3, n_reviewers) + 1))
    most = -(-n_proposals * reviews // n_reviewers) + int(rng.integers(0, 1 if tight else 3))
    cells = [(p, r) for p in range(n_proposals) for r in range(n_reviewers)]
    return Demand(
        affinity=rng.random(shape) if rng.random() < 0.5 else rng.integers(0, 5, shape) / 4,
        reviews=reviews,
        load_min=min(most, int(rng.integers(0, 2)) + int(tight)),
        load_max=most,
        blocked={pair for pair in cells if rng.random() < 0.1},
        fixed={pair for pair in cells if rng.random() < 0.05},
        organisation=[None, "a", "b", "c"][:n_reviewers] if rng.random() < 0.5 else ["a", "b", "a", None][:n_reviewers],
        profiles=[{"onderwijs"}, {"onderwijs", "arbeidsmarkt"}, {"arbeidsmarkt"}, set()][:n_reviewers],
        required={"onderwijs"} if rng.random() < 0.3 else set(),
        balance=float(rng.choice([0, 0.05, 0.3])),
        connect=bool(rng.random() < 0.7),
    )
