"""How much readings agree, and whether the severity of reviewers may be corrected.

Model: score = mean + proposal + reviewer + residual (see `reml`). Reliability is the intraclass correlation for
absolute agreement (Shrout & Fleiss 1979, Psychological Bulletin 86; McGraw & Wong 1996, Psychological Methods 1).
Who reads what follows preference and expertise, so a reviewer with low scores may simply have read weaker files:
no z-scores, no centring and no correction from the mixed model are offered, only fixed-effects least squares, off
unless the call announced it and the readings can carry it. Units are those of the scores throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.selection.components import VarianceComponents, oneway_icc, spearman_brown, variance_components
from calls.selection.reading_graph import LeastSquares, files_shared, least_squares, parts, second_eigenvalue
from calls.selection.scores import Floats, Interval, Reason, Scores

__all__ = [
    "Correction",
    "Deviations",
    "Identifiability",
    "Interval",
    "Reason",
    "Scores",
    "VarianceComponents",
    "fixed_effects",
    "identifiability",
    "oneway_icc",
    "reviewer_deviations",
    "spearman_brown",
    "variance_components",
]

MIN_RESIDUAL_DF = 10
# The 95 % point of the likelihood ratio of one variance that may be 0: half chi-squared with 1 degree of freedom.
MIN_LIKELIHOOD_RATIO = 2.71
MIN_SD_RATIO = 0.5
# Means that differ less than this share of the scores' range are equal; what differs is rounding.
EQUAL = 1e-9


@dataclass(frozen=True)
class Identifiability:
    """Whether the readings can tell severe reviewers from weak proposals.

    components: connected parts of the graph of all readings (1 is best). lambda2: the smallest second eigenvalue of the
    normalised Laplacian among the sets that are ranked together, 0 when one falls apart. residual_df: readings that are
    left over when proposals and reviewers are fitted. thin_reviewers: who has read something, but too few files that
    others read too. reasons: why not, empty when `ok`.
    """

    ok: bool
    components: int
    lambda2: float
    residual_df: int
    thin_reviewers: tuple[int, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, eq=False)
class Deviations:
    """Per reviewer how far their scores lie from those of others on the same files; R each, in score units.

    deviation: above 0 gives more points than the others; nan without readings. low and high: its interval, nan when
    nothing is left over to estimate the noise. files: readings; shared: files that others read too. Personal data: for
    that reviewer and the coordinator only.
    """

    deviation: Floats
    low: Floats
    high: Floats
    files: NDArray[np.int64]
    shared: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Correction:
    """Raw means beside means corrected for severity, or the reasons why there is no correction.

    raw: P, mean score, nan without readings. corrected: P, the least-squares score at the average reviewer; None when
    refused. severity: R, the points a reviewer adds to every file, below 0 for a strict one when more is better, mean 0
    in each connected part, nan without readings; it is estimated also when refused. se: R, its standard error.
    refused: why not, empty when corrected. flips: pairs (ahead, behind) of proposals, ranked together, of which the
    first is better in the raw order and worse in the corrected one. likelihood_ratio and sd_ratio: the evidence for
    severity (REML, without unit) and reviewer sd / quality sd; nan when they could not be estimated.
    """

    raw: Floats
    corrected: Floats | None
    severity: Floats
    se: Floats
    refused: tuple[Reason, ...]
    flips: tuple[tuple[int, int], ...]
    likelihood_ratio: float
    sd_ratio: float


def identifiability(
    scores: Scores, *, groups: Sequence[object] | None = None, min_files: int = 8, min_lambda2: float = 0.05
) -> Identifiability:
    """Say whether reviewers can be compared well enough, from who read what alone; the scores play no part.

    groups: P labels, equal for proposals that are ranked together; without it all are. Each set must hang together by
    the readings of its own proposals, so that no ranking leans on files outside it. Proposals and reviewers without
    readings are left out. Raises `ValueError` when `groups` has another length than P.
    """
    counts = scores.counts
    sets = [counts[members] for members in _sets(scores, groups)]
    pieces = [parts(table)[0] for table in sets]
    lambda2 = min((second_eigenvalue(table) for table in sets), default=0.0) if max(pieces, default=0) == 1 else 0.0
    components, labels = parts(counts)
    residual_df = int(scores.values.size - (labels >= 0).sum() + components)
    thin = np.flatnonzero((files_shared(counts) < min_files) & (scores.per_reviewer > 0))
    failures = {
        Reason.NO_READINGS: not scores.values.size,
        Reason.DISCONNECTED: max(pieces, default=0) > 1,
        Reason.WEAKLY_LINKED: max(pieces, default=0) == 1 and lambda2 < min_lambda2,
        Reason.FEW_DEGREES_OF_FREEDOM: residual_df < MIN_RESIDUAL_DF,
        Reason.THIN_REVIEWERS: thin.size > 0,
    }
    reasons = tuple(reason for reason, fails in failures.items() if fails)
    return Identifiability(not reasons, components, lambda2, residual_df, tuple(thin.tolist()), reasons)


def reviewer_deviations(scores: Scores, level: float = 0.90) -> Deviations:
    """How each reviewer's scores differ from those of others on the same files, with a t interval at `level`.

    By least squares, so that the severity of those they read with is accounted for; only comparable within a connected
    part of the readings.
    """
    from scipy.stats import t

    fit = least_squares(scores)
    reach = fit.se * (t.ppf((1 + level) / 2, fit.dof) if fit.dof > 0 else np.nan)
    files = (scores.counts > 0).sum(axis=0)
    return Deviations(fit.reviewer, fit.reviewer - reach, fit.reviewer + reach, files, files_shared(scores.counts))


def fixed_effects(scores: Scores, *, groups: Sequence[object] | None = None, announced: bool) -> Correction:
    """Correct for severity by unweighted fixed-effects least squares, or refuse with every reason that holds.

    groups: as in `identifiability`. announced: whether the call said before the deadline that it corrects. Beside that
    and identifiability it asks a REML likelihood ratio for the reviewers above 2.71 and a reviewer sd of at least half
    the sd of quality: below that a correction adds more noise than it takes away. Thresholds of a call stay on raw
    scores, whatever is answered here.
    """
    fit, raw = least_squares(scores), scores.proposal_means()
    likelihood_ratio, sd_ratio, doubts = _evidence(scores)
    refused = (
        *(() if announced else (Reason.NOT_ANNOUNCED,)),
        *identifiability(scores, groups=groups).reasons,
        *doubts,
    )
    return Correction(
        raw,
        None if refused else fit.proposal,
        fit.reviewer,
        fit.se,
        tuple(dict.fromkeys(refused)),
        () if refused else _flips(scores, fit, groups),
        likelihood_ratio,
        sd_ratio,
    )


def _evidence(scores: Scores) -> tuple[float, float, tuple[Reason, ...]]:
    """The likelihood ratio of the reviewers, reviewer sd / quality sd, and what speaks against correcting."""
    crossed, alone = variance_components(scores), variance_components(scores, crossed=False)
    if crossed.status != "ok" and crossed.reason is not None:
        return np.nan, np.nan, (crossed.reason,)
    likelihood_ratio = alone.deviance - crossed.deviance
    sd_ratio = float(np.sqrt(crossed.var_reviewer / crossed.var_proposal)) if crossed.var_proposal else np.inf
    failures = {
        Reason.LITTLE_EVIDENCE: not likelihood_ratio > MIN_LIKELIHOOD_RATIO,
        Reason.SMALL_SPREAD: not sd_ratio >= MIN_SD_RATIO,
    }
    return likelihood_ratio, sd_ratio, tuple(reason for reason, fails in failures.items() if fails)


def _sets(scores: Scores, groups: Sequence[object] | None) -> list[list[int]]:
    """The proposals with readings, in the sets that are ranked together."""
    if groups is not None and len(groups) != scores.n_proposals:
        raise ValueError("Each proposal has one group.")
    found: dict[object, list[int]] = {}
    for proposal in np.flatnonzero(scores.per_proposal).tolist():
        found.setdefault(groups[proposal] if groups is not None else None, []).append(proposal)
    return list(found.values())


def _flips(scores: Scores, fit: LeastSquares, groups: Sequence[object] | None) -> tuple[tuple[int, int], ...]:
    sign = 1 if scores.higher_is_better else -1
    margin = EQUAL * float(np.ptp(scores.values))
    found: list[tuple[int, int]] = []
    for members in _sets(scores, groups):
        raw, corrected = (sign * values[members] for values in (scores.proposal_means(), fit.proposal))
        ahead = raw[:, None] - raw > margin
        overtaken = corrected[:, None] - corrected < -margin
        found += [(members[first], members[second]) for first, second in np.argwhere(ahead & overtaken).tolist()]
    return tuple(sorted(found))
