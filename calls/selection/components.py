"""What the spread of scores is made of: proposals, reviewers and the rest; and how reliable one or more readings are."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from calls.selection.reading_graph import least_squares
from calls.selection.reml import WITHOUT_REVIEWERS, Box, maximise, mean_given_reviewers, profile_intervals
from calls.selection.scores import Floats, Interval, Reason, Scores

UNKNOWN = Interval(np.nan, np.nan)
# Squares below this share of the whole are what rounding leaves of 0.
NOTHING = 1e-20


@dataclass(frozen=True)
class VarianceComponents:
    """Variances by REML with profile intervals.

    mean: generalised least squares, score units. var_...: score units squared; sd_...: intervals, score units. icc: the
    share of the proposals in the variance of one reading (agreement, 0 to 1), icc_single its interval. at_boundary:
    a variance is estimated at 0. status: "ok"; "no_variance" when all scores are equal (variances 0, ICC nan);
    "not_identifiable" when the design cannot tell the components apart (everything nan), `reason` says why. deviance:
    minus twice the restricted log likelihood, comparable between crossed and not crossed.
    """

    mean: float
    var_proposal: float
    var_reviewer: float
    var_residual: float
    sd_proposal: Interval
    sd_reviewer: Interval
    sd_residual: Interval
    icc: float
    icc_single: Interval
    at_boundary: bool
    status: Literal["ok", "no_variance", "not_identifiable"]
    reason: Reason | None
    deviance: float


def variance_components(scores: Scores, *, crossed: bool = True, level: float = 0.90) -> VarianceComponents:
    """Split the variance into proposal, reviewer and residual by REML; without `crossed` there is no reviewer part.

    Profile intervals at `level` (Pinheiro & Bates 2000, ch. 2; they hold at the boundary too, where they are a little
    wide). Never raises on a poor design or on equal scores: see `status`.
    """
    if scores.values.size and np.ptp(scores.values) == 0:
        return _not_fitted("no_variance", Reason.NO_VARIANCE, float(scores.values[0]), 0.0)
    if (reason := _why_not(scores, crossed=crossed)) is not None:
        return _not_fitted("not_identifiable", reason, np.nan, np.nan)
    if is_explained(scores, crossed=crossed):
        return _without_residual(scores, crossed=crossed, level=level)
    return _fit(scores, Box() if crossed else WITHOUT_REVIEWERS, level)


def is_explained(scores: Scores, *, crossed: bool = True) -> bool:
    """Whether proposals (and reviewers) explain every score exactly, though there are readings left over."""
    proposals, reviewers, left_over = _fixed_effects(scores, crossed=crossed)
    left = scores.values - proposals[scores.proposals] - reviewers[scores.reviewers]
    around = scores.values - scores.values.mean()
    return left_over > 0 and float(left @ left) <= NOTHING * float(around @ around)


def oneway_icc(scores: Scores, level: float = 0.90) -> tuple[float, Interval]:
    """ICC(1,1) of Shrout & Fleiss (1979) with its F interval, from the mean squares between and within proposals.

    May be negative. With unequal numbers of readings the average n0 of Searle (1971) stands for k, and the interval is
    approximate. nan with an unknown interval when all scores are equal or no proposal has two readings.
    """
    from scipy.stats import f

    sizes = scores.per_proposal[scores.per_proposal > 0]
    between_dof, within_dof = sizes.size - 1, int(sizes.sum()) - sizes.size
    if between_dof < 1 or within_dof < 1 or np.ptp(scores.values) == 0:
        return np.nan, UNKNOWN
    means = scores.proposal_means()[scores.proposals]
    average = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / between_dof
    between = float(((means - scores.values.mean()) ** 2).sum()) / between_dof
    within = float(((scores.values - means) ** 2).sum()) / within_dof
    if within * within_dof <= NOTHING * between * between_dof:
        return 1.0, Interval(1.0, 1.0)
    ratio, tail = between / within, (1 - level) / 2
    bounds = ratio / f.ppf([1 - tail, tail], between_dof, within_dof)
    icc, low, high = ((value - 1) / (value + average - 1) for value in (ratio, *bounds.tolist()))
    return float(icc), Interval(float(low), float(high))


def spearman_brown(icc: float, k: float) -> float:
    """The reliability of the mean of k readings when one has reliability `icc` (Spearman 1910; Brown 1910).

    Raises `ValueError` when k is not above 0, or the ICC so negative that k readings cannot have it.
    """
    if not k > 0:
        raise ValueError("The number of readings is above 0.")
    if 1 + (k - 1) * icc <= 0:
        raise ValueError("No k readings have an agreement as negative as this.")
    return k * icc / (1 + (k - 1) * icc)


def _why_not(scores: Scores, *, crossed: bool) -> Reason | None:
    """What keeps the design from telling its components apart, if anything (Rao 1971: the Gram matrix of traces)."""
    sizes, loads = scores.per_proposal, scores.per_reviewer
    failures = {
        Reason.NO_READINGS: not scores.values.size,
        Reason.ONE_PROPOSAL: (sizes > 0).sum() < 2,
        Reason.ONE_READING_EACH: sizes.max(initial=0) < 2,
        Reason.ONE_REVIEWER: crossed and (loads > 0).sum() < 2,
        Reason.ONE_FILE_EACH: crossed and loads.max(initial=0) < 2,
    }
    for reason, fails in failures.items():
        if fails:
            return reason
    return Reason.CONFOUNDED if crossed and _is_confounded(scores) else None


def _is_confounded(scores: Scores) -> bool:
    """Whether the covariances of proposals, reviewers and residual, seen in contrasts, depend on each other linearly."""
    counts, sizes, loads, n = scores.counts, scores.per_proposal, scores.per_reviewer, scores.values.size
    rows = np.array([np.ones(n), sizes[scores.proposals], loads[scores.reviewers]])
    traces = np.array([
        [n, n, n],
        [n, sizes @ sizes, (counts**2).sum()],
        [n, (counts**2).sum(), loads @ loads],
    ])  # fmt: skip
    gram = traces - 2 * rows @ rows.T / n + np.outer(rows.sum(axis=1), rows.sum(axis=1)) / n**2
    scale = np.sqrt(np.diag(gram).clip(1e-300))
    return bool(np.linalg.eigvalsh(gram / np.outer(scale, scale))[0] < 1e-9)


def _fit(scores: Scores, box: Box, level: float) -> VarianceComponents:
    from scipy.stats import chi2

    critical = float(chi2.ppf(level, 1))
    region, top = maximise(scores, critical / 2 + 1, box)
    deviance, residual = float(top.deviance[0, 0]), float(top.residual[0, 0])
    a, b = float(top.a[0]), float(top.b[0])
    proposal, reviewer, rest, icc = profile_intervals(region, deviance, critical)
    is_crossed = box is not WITHOUT_REVIEWERS
    return VarianceComponents(
        mean=float(mean_given_reviewers(scores, a, top.reviewer_effects(0, 0))),
        var_proposal=a * residual,
        var_reviewer=b * residual,
        var_residual=residual,
        sd_proposal=proposal,
        sd_reviewer=reviewer,
        sd_residual=rest,
        icc=float(top.icc[0, 0]),
        icc_single=icc,
        at_boundary=a == 0 or (is_crossed and b == 0),
        status="ok",
        reason=None,
        deviance=deviance + top.dof * (1 + float(np.log(2 * np.pi))),
    )


def _without_residual(scores: Scores, *, crossed: bool, level: float) -> VarianceComponents:
    """The limit when proposals (and reviewers) explain every score: their sample variances, with exact intervals."""
    whole = float(((scores.values - scores.values.mean()) ** 2).sum())
    proposals, reviewers, _ = _fixed_effects(scores, crossed=crossed)
    proposals, reviewers = proposals[scores.per_proposal > 0], reviewers[scores.per_reviewer > 0]
    dofs = (proposals.size - 1, max(1, reviewers.size - 1))
    variances = [
        float(values.var()) * values.size / dof for values, dof in zip((proposals, reviewers), dofs, strict=True)
    ]
    first, second = (0.0 if variance < NOTHING * whole else variance for variance in variances)
    return VarianceComponents(
        mean=float(proposals.mean()),
        var_proposal=first,
        var_reviewer=second,
        var_residual=0.0,
        sd_proposal=_sd_interval(first, dofs[0], level),
        sd_reviewer=_sd_interval(second, dofs[1], level),
        sd_residual=Interval(0.0, 0.0),
        icc=first / (first + second),
        icc_single=_share_interval(first, second, dofs, level),
        at_boundary=True,
        status="ok",
        reason=Reason.NO_RESIDUAL,
        deviance=-np.inf,
    )


def _fixed_effects(scores: Scores, *, crossed: bool) -> tuple[Floats, Floats, int]:
    """The fixed effects of proposals and reviewers, and how many readings are left over."""
    if crossed:
        fit = least_squares(scores)
        return fit.proposal, fit.reviewer, fit.dof
    left_over = scores.values.size - int((scores.per_proposal > 0).sum())
    return scores.proposal_means(), np.zeros(scores.n_reviewers), left_over


def _sd_interval(variance: float, dof: int, level: float) -> Interval:
    """The chi-squared interval of a standard deviation."""
    from scipy.stats import chi2

    high, low = np.sqrt(variance * dof / chi2.ppf([(1 - level) / 2, (1 + level) / 2], dof)).tolist()
    return Interval(low, high)


def _share_interval(first: float, second: float, dofs: tuple[int, int], level: float) -> Interval:
    """The F interval of first / (first + second), two variances of which one at least is above 0."""
    from scipy.stats import f

    if second == 0:
        return Interval(1.0, 1.0)
    high, low = (first / second / f.ppf([(1 - level) / 2, (1 + level) / 2], *dofs)).tolist()
    return Interval(low / (1 + low), high / (1 + high))


def _not_fitted(
    status: Literal["no_variance", "not_identifiable"], reason: Reason, mean: float, variance: float
) -> VarianceComponents:
    spread = Interval(variance, variance)
    return VarianceComponents(
        mean=mean,
        var_proposal=variance,
        var_reviewer=variance,
        var_residual=variance,
        sd_proposal=spread,
        sd_reviewer=spread,
        sd_residual=spread,
        icc=np.nan,
        icc_single=UNKNOWN,
        at_boundary=variance == 0,
        status=status,
        reason=reason,
        deviance=np.nan,
    )
