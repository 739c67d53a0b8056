"""Scores as the mathematics of calibration and certainty reads them, and an interval."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class Reason(StrEnum):
    """Why something is not said about scores; pages put it in words."""

    NO_READINGS = "no_readings"
    ONE_PROPOSAL = "one_proposal"
    ONE_REVIEWER = "one_reviewer"
    ONE_READING_EACH = "one_reading_each"  # of every proposal: it cannot be told from the noise
    ONE_FILE_EACH = "one_file_each"  # by every reviewer: nor can they
    CONFOUNDED = "confounded"  # proposals and reviewers vary together
    NO_VARIANCE = "no_variance"  # all scores are equal
    NO_RESIDUAL = "no_residual"  # proposals and reviewers explain every score
    FEW_PROPOSALS = "few_proposals"
    FEW_READINGS = "few_readings"
    NOT_ANNOUNCED = "not_announced"
    DISCONNECTED = "disconnected"
    WEAKLY_LINKED = "weakly_linked"
    FEW_DEGREES_OF_FREEDOM = "few_degrees_of_freedom"
    THIN_REVIEWERS = "thin_reviewers"
    LITTLE_EVIDENCE = "little_evidence"  # of severity: the likelihood ratio is too small
    SMALL_SPREAD = "small_spread"  # of severity beside the spread of quality


@dataclass(frozen=True)
class Interval:
    """From low to high, both within; unpacks as `low, high`."""

    low: float
    high: float

    def __iter__(self) -> Iterator[float]:
        return iter((self.low, self.high))

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, eq=False)
class Scores:
    """The total score of each complete reading: who read what, and what they gave.

    proposal_index and reviewer_index: n whole numbers from 0; score: n numbers on the scale of the call. Of the
    `n_proposals` and `n_reviewers` some may be without readings: they carry nothing and spoil nothing. Raises
    `ValueError` when lengths differ, an index is out of range or a score is not finite (a missing score is left out).
    """

    proposal_index: ArrayLike
    reviewer_index: ArrayLike
    score: ArrayLike
    n_proposals: int
    n_reviewers: int
    higher_is_better: bool = True

    def __post_init__(self) -> None:
        if not self.values.ndim == self.proposals.ndim == self.reviewers.ndim == 1:
            raise ValueError("Indices and scores are lists.")
        if not self.values.size == self.proposals.size == self.reviewers.size:
            raise ValueError("Each score has one proposal and one reviewer.")
        if not np.isfinite(self.values).all():
            raise ValueError("A score is a finite number; a missing one is left out.")
        for indices, count in ((self.proposals, self.n_proposals), (self.reviewers, self.n_reviewers)):
            if indices.size and not (indices.min() >= 0 and indices.max() < count):
                raise ValueError("An index is out of range.")

    @cached_property
    def proposals(self) -> Indices:
        """The proposal of each reading, n."""
        return np.asarray(self.proposal_index, dtype=np.int64)

    @cached_property
    def reviewers(self) -> Indices:
        """The reviewer of each reading, n."""
        return np.asarray(self.reviewer_index, dtype=np.int64)

    @cached_property
    def values(self) -> Floats:
        """The score of each reading, n."""
        return np.asarray(self.score, dtype=np.float64)

    @cached_property
    def counts(self) -> Floats:
        """Readings of each proposal by each reviewer, P x R (more than one when a pair occurs twice)."""
        table = np.zeros((self.n_proposals, self.n_reviewers))
        np.add.at(table, (self.proposals, self.reviewers), 1)
        return table

    @cached_property
    def per_proposal(self) -> Floats:
        """Readings per proposal, P."""
        return np.bincount(self.proposals, minlength=self.n_proposals).astype(np.float64)

    @cached_property
    def per_reviewer(self) -> Floats:
        """Readings per reviewer, R."""
        return np.bincount(self.reviewers, minlength=self.n_reviewers).astype(np.float64)

    def proposal_sums(self, values: Floats) -> Floats:
        """The sum per proposal of something known per reading, P."""
        return np.asarray(np.bincount(self.proposals, weights=values, minlength=self.n_proposals))

    def reviewer_sums(self, values: Floats) -> Floats:
        """The sum per reviewer of something known per reading, R."""
        return np.asarray(np.bincount(self.reviewers, weights=values, minlength=self.n_reviewers))

    def proposal_means(self) -> Floats:
        """The mean score of each proposal, P; nan without readings."""
        means = np.full(self.n_proposals, np.nan)
        np.divide(self.proposal_sums(self.values), self.per_proposal, out=means, where=self.per_proposal > 0)
        return means
