"""What the readings say about the quality of each proposal: draws from its posterior.

Model and likelihood: see `reml`. The two ratios of variances are not fixed at their estimate but integrated over a
grid, with the priors: uniform for the ICC, half-Cauchy with scale 0.5 for reviewer sd / residual sd (Gelman 2006,
Bayesian Analysis 1), flat for the mean and for the logarithm of the residual variance, which integrate analytically.
Given the ratios everything is normal: first the reviewers are drawn, then the mean, then the proposals.

It only orders the agenda of a meeting. It is no ground for a decision and belongs in no letter.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from calls.selection.components import is_explained, variance_components
from calls.selection.reml import Box, Surface, find_box, surface
from calls.selection.scores import Floats, Indices, Reason, Scores

MIN_READINGS, MIN_PROPOSALS = 3, 10
CAUCHY = 0.5
# Ratios whose posterior density is less than exp(-14) of the top weigh nothing.
DROP = 14.0
GRID = (41, 61)


# A grid of ratios; and of each draw its row, its column and its residual variance.
Ratios = tuple[Surface, Indices, Indices, Floats]


class TooThin(ValueError):
    """The readings are too few, or say too little, to speak of certainty; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of the quality of P proposals, in score units and in the direction of the scores.

    draws: D x P, each row one possible state of the world; mean: P; interval90: P x 2, from the 5 % to the 95 %
    quantile. Where lower scores are better, lower draws are better. seed: with which they were drawn.
    """

    draws: Floats
    mean: Floats
    interval90: Floats
    higher_is_better: bool = True
    seed: int | None = None


def quality_posterior(
    scores: Scores,
    *,
    draws: int,
    seed: int,
    method: Literal["integrated", "plug_in"] = "integrated",
    target: Literal["latent", "replicate"] = "latent",
) -> Posterior:
    """Draw the quality of every proposal; the same seed gives the same draws. It only orders the agenda.

    "latent" is the quality itself: the mean plus the effect of the proposal. "replicate" is another question: the mean
    score that a new panel with the same design would give; never mix the two. "plug_in" fixes the ratios and the
    residual variance at their REML estimates, which makes intervals too short: for comparison only. A proposal without
    readings is drawn from what the others say about proposals in general.

    Raises `TooThin` with fewer than 10 proposals that were read, with a median of fewer than 3 readings over them (one
    late withdrawal does not silence a whole call), when all scores are equal, when proposals and reviewers explain every
    score exactly, and by "plug_in" when the variances cannot be estimated; `ValueError` when `draws` is not above 0.
    """
    if draws < 1:
        raise ValueError("The number of draws is above 0.")
    _require_substance(scores)
    rng = np.random.default_rng(seed)
    place = _estimated_ratios if method == "plug_in" else _draw_ratios
    grid, rows, columns, residual = place(scores, draws, rng)
    quality = _draw_quality(scores, grid, rows, columns, residual, rng)
    if target == "replicate":
        quality += _draw_panel(scores, grid.b[columns] * residual, residual, rng)
    interval = np.quantile(quality, [0.05, 0.95], axis=0).T
    return Posterior(quality, quality.mean(axis=0), interval, scores.higher_is_better, seed)


def log_density(found: Surface) -> Floats:
    """The log posterior density of the ratios on the axes of the grid (places w, see `reml`), up to a constant; G x H.

    The likelihood with the residual variance integrated, times the prior of ICC and t = reviewer sd / residual sd, times
    what the axes stretch: d ICC / da = (1 + b) / (1 + a + b) ** 2, da / dw = 2 sinh w cosh w, dt / dw = cosh w.
    """
    a, b = found.a[:, None], found.b
    icc = np.log1p(b) - 2 * np.log1p(a + b)
    cauchy = -np.log1p(b / CAUCHY**2)
    with np.errstate(divide="ignore"):
        stretch = np.log(a * (1 + a)) / 2 + np.log1p(b) / 2
    return np.asarray(-found.deviance / 2 + icc + cauchy + stretch)


def _require_substance(scores: Scores) -> None:
    sizes = scores.per_proposal[scores.per_proposal > 0]
    if sizes.size < MIN_PROPOSALS:
        raise TooThin(Reason.FEW_PROPOSALS)
    if np.median(sizes) < MIN_READINGS:
        raise TooThin(Reason.FEW_READINGS)
    if np.ptp(scores.values) == 0:
        raise TooThin(Reason.NO_VARIANCE)
    if is_explained(scores) or is_explained(scores, crossed=False):
        raise TooThin(Reason.NO_RESIDUAL)


def _estimated_ratios(scores: Scores, draws: int, _rng: np.random.Generator) -> Ratios:
    found = variance_components(scores)
    if found.reason is not None:
        raise TooThin(found.reason)
    ratios = np.array([found.var_proposal, found.var_reviewer]) / found.var_residual
    only = np.zeros(draws, dtype=np.int64)
    return surface(scores, ratios[:1], ratios[1:]), only, only, np.full(draws, found.var_residual)


def _draw_ratios(scores: Scores, draws: int, rng: np.random.Generator) -> Ratios:
    """By the trapezoid rule over the grid, so with half weight at reviewer sd 0; then the residual variance."""
    grid = find_box(scores, log_density, DROP, Box()).grid(scores, GRID)
    heights = log_density(grid)
    weights = np.exp(heights - heights.max())
    weights[:, 0] *= np.where(grid.b[0] == 0, 0.5, 1.0)
    cells = rng.choice(weights.size, size=draws, p=weights.ravel() / weights.sum())
    rows, columns = np.divmod(cells, weights.shape[1])
    return grid, rows, columns, grid.square[rows, columns] / rng.chisquare(grid.dof, draws)


def _draw_quality(
    scores: Scores, grid: Surface, rows: Indices, columns: Indices, residual: Floats, rng: np.random.Generator
) -> Floats:
    """Quality given ratios and residual variance (D each), D x P: reviewers, then the mean, then the proposals."""
    draws, sizes = rows.size, scores.per_proposal
    noise = np.sqrt(residual)[:, None]
    a, b = grid.a[rows][:, None], grid.b[columns][:, None]
    precision = 1 + b * grid.values[rows]
    centre, scale = b * grid.loads[rows] / precision, noise * np.sqrt(b / precision)
    reviewers = rng.standard_normal(centre.shape)
    # Turned to the eigenvectors and back, so that their sign and order, which no machine owes us, change no draw.
    for row in np.unique(rows):
        turn, mine = grid.vectors[row], rows == row
        reviewers[mine] = (centre[mine] + scale[mine] * (reviewers[mine] @ turn)) @ turn.T
    keep = 1 / (1 + a * sizes)
    weight = keep @ sizes
    left = scores.proposal_sums(scores.values) - reviewers @ scores.counts.T
    mean = ((left * keep).sum(axis=1) / weight + noise[:, 0] / np.sqrt(weight) * rng.standard_normal(draws))[:, None]
    expected = mean + a * keep * (left - mean * sizes)
    return np.asarray(expected + noise * np.sqrt(a * keep) * rng.standard_normal(expected.shape))


def _draw_panel(scores: Scores, var_reviewer: Floats, residual: Floats, rng: np.random.Generator) -> Floats:
    """What new people in the same places would add to the mean of each proposal, D x P."""
    sizes = np.maximum(scores.per_proposal, 1)
    people = np.sqrt(var_reviewer)[:, None] * rng.standard_normal((residual.size, scores.n_reviewers))
    chance = np.sqrt(residual[:, None] / sizes) * rng.standard_normal((residual.size, sizes.size))
    return np.asarray(people @ (scores.counts / sizes[:, None]).T + chance)
