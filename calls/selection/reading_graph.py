"""Who read what as a graph of proposals and reviewers: its parts, how firmly it hangs together, and least squares on it.

A reading is an edge between a proposal and a reviewer. Reviewers can be compared only along paths of such edges; how
well is measured by the second eigenvalue of the normalised Laplacian (Chung, Spectral Graph Theory, 1997, ch. 1).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.selection.scores import Floats, Indices, Scores


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """Unweighted least squares of score = proposal + reviewer, the classical analysis of incomplete blocks.

    reviewer: R, what a reviewer adds to a score, with mean 0 over the reviewers of each connected part; nan without
    readings. proposal: P, the score at the average reviewer of its part; nan without readings. se: R, in score units;
    nan without residual degrees of freedom. dof: residual degrees of freedom. square: residual sum of squares.
    """

    proposal: Floats
    reviewer: Floats
    se: Floats
    dof: int
    square: float


def parts(counts: Floats) -> tuple[int, Indices]:
    """How many connected parts the graph has, and the part of each proposal (P) and then each reviewer (R).

    counts: P x R readings. Proposals and reviewers without readings are in no part: -1.
    """
    from scipy.sparse import block_array, coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array(counts > 0)
    _, labels = connected_components(block_array([[None, links], [links.T, None]]), directed=False)
    has_reading = np.concatenate([counts.any(axis=1), counts.any(axis=0)])
    found = np.full(labels.size, -1, dtype=np.int64)
    names, found[has_reading] = np.unique(labels[has_reading], return_inverse=True)
    return names.size, found


def second_eigenvalue(counts: Floats) -> float:
    """The second smallest eigenvalue of the normalised Laplacian, 0 (falls apart) to 1 (everyone reads everything).

    counts: P x R readings; empty rows and columns are left out. For a graph with two sides the eigenvalues are one
    minus and one plus the singular values of the scaled P x R table. One edge alone counts as 1.
    """
    table = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    if not table.size:
        return 0.0
    scaled = table / np.sqrt(table.sum(axis=1)[:, None] * table.sum(axis=0))
    singular = np.linalg.svd(scaled, compute_uv=False)
    return float(np.clip(1 - singular[1], 0, 1)) if singular.size > 1 else 1.0


def files_shared(counts: Floats) -> Indices:
    """Of each reviewer how many of the proposals they read were read by another too, R. counts: P x R readings."""
    read: NDArray[np.bool_] = counts > 0
    return np.asarray((read & (read.sum(axis=1) > 1)[:, None]).sum(axis=0), dtype=np.int64)


def least_squares(scores: Scores) -> LeastSquares:
    """Fit proposals and reviewers as fixed effects. The pseudo-inverse centres the reviewers of each part by itself."""
    counts, sizes = scores.counts, scores.per_proposal
    part_count, _ = parts(counts)
    share = np.divide(counts, sizes[:, None], out=np.zeros_like(counts), where=sizes[:, None] > 0)
    inverse = np.linalg.pinv(np.diag(scores.per_reviewer) - counts.T @ share, rcond=1e-10, hermitian=True)
    means = scores.proposal_means()
    reviewer = inverse @ scores.reviewer_sums(scores.values - means[scores.proposals])
    proposal = means - share @ reviewer
    left = scores.values - proposal[scores.proposals] - reviewer[scores.reviewers]
    has_read = scores.per_reviewer > 0
    dof = int(scores.values.size - (sizes > 0).sum() - has_read.sum() + part_count)
    square = float(left @ left)
    variance = square / dof if dof > 0 else np.nan
    return LeastSquares(
        proposal,
        np.where(has_read, reviewer, np.nan),
        np.where(has_read, np.sqrt(variance * np.diag(inverse).clip(0)), np.nan),
        dof,
        square,
    )
