"""The restricted likelihood of proposals crossed with reviewers: its surface, its top and its profile intervals.

Model: score = mean + proposal + reviewer + residual, the last three normal with mean 0 (Patterson & Thompson 1971,
Biometrika 58; Searle, Casella & McCulloch, Variance Components, 1992, ch. 6). The two ratios to the residual variance,
a = var_proposal / var_residual and b = var_reviewer / var_residual, are what is searched; mean and residual variance
are profiled out. For one value of a the proposals are eliminated in closed form (V is block diagonal without the
reviewers), which leaves a symmetric R x R matrix; its eigenvalues give the likelihood for every b at once (Woodbury).

Both ratios are laid out as w = asinh(sqrt(ratio)): a standard deviation near 0, its logarithm when large, so that
ratio 0 is an ordinary point of the grid and not an asymptote.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.selection.scores import Floats, Interval, Scores

# Ratios of variances up to (e ** 8 / 2) ** 2, about two million.
TOP = 8.0
ZOOMS, COARSE, FINE, POLISH = 8, (21, 33), (41, 61), 7
NEWTON = 8
# A standard deviation below this share of the residual's is 0: there the likelihood is flat but for rounding.
ZERO = 1e-4
TINY = np.finfo(float).tiny


@dataclass(frozen=True, eq=False)
class Surface:
    """The restricted likelihood on a grid of ratios, G values of a by H values of b.

    a: G, b: H (ratios, no unit); square: G x H, the generalised residual sum of squares (score units squared);
    logdet: G x H; dof: n - 1. values, vectors and loads: the eigenvalues (G x R), eigenvectors (G x R x R) and the
    scores projected on them (G x R).
    """

    a: Floats
    b: Floats
    square: Floats
    logdet: Floats
    dof: int
    values: Floats
    vectors: Floats
    loads: Floats

    @property
    def deviance(self) -> Floats:
        """Minus twice the restricted log likelihood, up to a constant, at the best residual variance; G x H."""
        return self.dof * np.log(self.residual) + self.logdet

    @property
    def residual(self) -> Floats:
        """The residual variance that fits best at each pair of ratios, G x H."""
        return self.square / self.dof

    @property
    def icc(self) -> Floats:
        """The share of the proposals in the variance of one reading, G x H."""
        return self.a[:, None] / (1 + self.a[:, None] + self.b)

    def reviewer_effects(self, row: int, column: int) -> Floats:
        """The predicted (BLUP) effects of the reviewers at one pair of ratios, R."""
        b = self.b[column]
        return np.asarray(self.vectors[row] @ (b * self.loads[row] / (1 + b * self.values[row])))


def ratio(place: Floats | float) -> Floats:
    """The ratio of variances at a place w on an axis."""
    return np.asarray(np.sinh(place) ** 2)


def surface(scores: Scores, a: Floats, b: Floats) -> Surface:
    """The restricted likelihood at every pair of the ratios a (G) and b (H); the cost is G eigenproblems of R x R.

    Wants at least two readings. Scores are taken around their mean, which changes nothing and loses fewer digits.
    """
    values = scores.values - scores.values.mean()
    counts, sizes = scores.counts, scores.per_proposal
    totals, reviewer_totals = scores.proposal_sums(values), scores.reviewer_sums(values)
    keep = 1 / (1 + a[:, None] * sizes)
    shrink = a[:, None] * keep
    weight = keep @ sizes
    seen = keep @ counts
    total = keep @ totals
    inner = np.stack([np.diag(scores.per_reviewer) - counts.T @ (row[:, None] * counts) for row in shrink])
    inner -= seen[:, :, None] * seen[:, None, :] / weight[:, None, None]
    eigenvalues, vectors = np.linalg.eigh(inner)
    eigenvalues = np.maximum(eigenvalues, 0.0)
    outer = reviewer_totals - (shrink * totals) @ counts - seen * (total / weight)[:, None]
    loads = np.einsum("gr,grs->gs", outer, vectors)
    spread = 1 + b[:, None] * eigenvalues[:, None, :]
    square = (values @ values - shrink @ totals**2 - total**2 / weight)[:, None]
    square = square - b * np.einsum("gs,ghs->gh", loads**2, 1 / spread)
    logdet = (np.log1p(a[:, None] * sizes).sum(axis=1) + np.log(weight))[:, None] + np.log(spread).sum(axis=2)
    return Surface(a, b, np.maximum(square, TINY), logdet, values.size - 1, eigenvalues, vectors, loads)


Density = Callable[[Surface], Floats]


@dataclass(frozen=True)
class Box:
    """Where to look: from and to on the axis of a and of b, as places w."""

    a: tuple[float, float] = (0.0, TOP)
    b: tuple[float, float] = (0.0, TOP)

    def grid(self, scores: Scores, sizes: tuple[int, int]) -> Surface:
        """The surface on an even grid over the box; one column when b has no width."""
        columns = sizes[1] if self.b[1] > self.b[0] else 1
        return surface(scores, ratio(np.linspace(*self.a, sizes[0])), ratio(np.linspace(*self.b, columns)))

    def around(self, kept: NDArray[np.bool_]) -> "Box":
        """The box around the kept points of an even grid over this one, one step wider on each side."""
        return Box(_narrow(self.a, kept.any(axis=1)), _narrow(self.b, kept.any(axis=0)))


WITHOUT_REVIEWERS = Box(b=(0.0, 0.0))


def _narrow(side: tuple[float, float], kept: NDArray[np.bool_]) -> tuple[float, float]:
    if side[0] == side[1]:
        return side
    step = (side[1] - side[0]) / (kept.size - 1)
    found = np.flatnonzero(kept)
    return max(side[0], side[0] + (found[0] - 1) * step), min(side[1], side[0] + (found[-1] + 1) * step)


def log_likelihood(found: Surface) -> Floats:
    """The profiled restricted log likelihood, G x H."""
    return -found.deviance / 2


def find_box(scores: Scores, density: Density, drop: float, box: Box) -> Box:
    """The part of a box where a log density is at most `drop` below its top, found by looking closer and closer."""
    for _ in range(ZOOMS):
        heights = density(box.grid(scores, COARSE))
        smaller = box.around(heights >= heights.max() - drop)
        if _area(smaller) > _area(box) / 3:
            return smaller
        box = smaller
    return box


def _area(box: Box) -> float:
    return (box.a[1] - box.a[0]) * ((box.b[1] - box.b[0]) or 1.0)


def maximise(scores: Scores, drop: float, box: Box) -> tuple[Surface, Surface]:
    """The surface where the restricted log likelihood is at most `drop` below its top, and the surface at the top.

    The top is one pair of ratios, to six digits on the axes; at the boundary it is exactly 0.
    """
    box = find_box(scores, log_likelihood, drop, box)
    region = box.grid(scores, FINE)
    found = region
    while max(box.a[1] - box.a[0], box.b[1] - box.b[0]) > 1e-6:
        box = box.around(_only_highest(log_likelihood(found)))
        found = box.grid(scores, (POLISH, POLISH))
    top = [np.array([ratio(side[0]) if side[0] > ZERO else 0.0]) for side in (box.a, box.b)]
    return region, surface(scores, *top)


def _only_highest(heights: Floats) -> NDArray[np.bool_]:
    """One point, also where the likelihood is as flat as rounding makes it: so the box always shrinks."""
    return np.asarray(np.arange(heights.size).reshape(heights.shape) == heights.argmax())


def mean_given_reviewers(scores: Scores, a: float, effects: Floats) -> Floats:
    """The generalised least-squares mean once the reviewers' effects are known: D x R effects give D means."""
    keep = 1 / (1 + a * scores.per_proposal)
    left = scores.proposal_sums(scores.values) - effects @ scores.counts.T
    return np.asarray(left @ keep / (scores.per_proposal @ keep))


def profile_intervals(found: Surface, top: float, critical: float) -> tuple[Interval, Interval, Interval, Interval]:
    """Profile intervals of the sd of proposals, of reviewers and of the residual, and of the ICC.

    `top` is the lowest deviance, `critical` the chi-squared bound (one degree of freedom) that a deviance may lie above
    it. An end of a profile interval is the extreme of its quantity over all parameters whose deviance stays below the
    bound. At given ratios the residual variance may range over s2 * x with log x + 1/x - 1 <= slack, which
    has a solution of its own, so that only the grid is searched.
    """
    slack = (top + critical - found.deviance) / found.dof
    within = slack >= 0
    low, high = _range_of_residual(np.maximum(slack, 1e-12))
    a, b = np.broadcast_arrays(found.a[:, None], found.b)

    def ends(share: Floats) -> Interval:
        smallest, largest = (share * found.residual * end for end in (low, high))
        return Interval(float(np.sqrt(smallest[within].min())), float(np.sqrt(largest[within].max())))

    return ends(a), ends(b), ends(np.ones_like(a)), _icc_interval(found, slack)


def _range_of_residual(slack: Floats) -> tuple[Floats, Floats]:
    """The least and the largest x with log x + 1/x - 1 = slack, by Newton steps on u = log x from outside."""
    ends = []
    for sign in (-1.0, 1.0):
        log = sign * np.sqrt(2 * slack) + np.maximum(sign, 0) * slack
        for _ in range(NEWTON):
            step = (log + np.exp(-log) - 1 - slack) / (1 - np.exp(-log))
            log = log - step
        ends.append(np.exp(log))
    return ends[0], ends[1]


def _icc_interval(found: Surface, slack: Floats) -> Interval:
    """The extremes of the ICC, which rises with a, over the edge of the region; the edge lies between grid points."""
    icc, within = found.icc, slack >= 0
    crossing = within[1:] != within[:-1]
    part = np.divide(slack[:-1], slack[:-1] - slack[1:], out=np.zeros_like(slack[1:]), where=crossing)
    edge = (icc[:-1] + part * (icc[1:] - icc[:-1]))[crossing]
    ends = np.concatenate([edge, icc[within]])
    return Interval(float(ends.min()), float(ends.max()))
