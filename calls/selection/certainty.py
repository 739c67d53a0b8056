"""How certain ranks and a selection are, given what the readings say about quality.

All of this only orders the agenda of a meeting: what is certain can be decided quickly, what is not is discussed. It
decides nothing itself, must be announced in the call, and is no ground in a letter.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.selection.posterior import Posterior, TooThin, quality_posterior
from calls.selection.progress import Cancelled, IsCancelled, Progress, Steps
from calls.selection.scores import Floats

__all__ = [
    "Cancelled",
    "Certainty",
    "ExpectedRank",
    "Posterior",
    "TooThin",
    "expected_rank",
    "quality_posterior",
    "selection_certainty",
]

Select = Callable[[Floats], Iterable[int] | Iterable[bool]]


@dataclass(frozen=True, eq=False)
class ExpectedRank:
    """er: P expected ranks, 1 is best; interval50 and interval90: P x 2 ranks, from and to."""

    er: Floats
    interval50: Floats
    interval90: Floats


@dataclass(frozen=True, eq=False)
class Certainty:
    """p_selected: P, the share of the draws in which the rule selects a proposal; se: P, its Monte-Carlo error.

    group: P words, "core" (the share reaches the upper bound), "out" (the lower one) or "grey". borderline: P, whether
    the share lies within two Monte-Carlo errors of a bound, so that other draws could give another group. draws and
    seed: with which it can be computed again.
    """

    p_selected: Floats
    se: Floats
    group: NDArray[np.str_]
    draws: int
    seed: int | None
    borderline: NDArray[np.bool_]


def expected_rank(posterior: Posterior) -> ExpectedRank:
    """The mean over the draws of each proposal's rank, with intervals (Heyard, Ott, Salanti & Egger 2022).

    Equal draws share the mean of their ranks. An expected rank far from the middle is rare when readings disagree:
    that is its point.
    """
    from scipy.stats import rankdata

    sign = -1 if posterior.higher_is_better else 1
    ranks = rankdata(sign * posterior.draws, axis=1)
    low90, low50, high50, high90 = np.quantile(ranks, [0.05, 0.25, 0.75, 0.95], axis=0)
    return ExpectedRank(ranks.mean(axis=0), np.stack([low50, high50], axis=1), np.stack([low90, high90], axis=1))


def selection_certainty(
    posterior: Posterior,
    select: Select,
    *,
    eligible: Iterable[int] | Iterable[bool] | None,
    core: float = 0.9,
    out: float = 0.1,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> Certainty:
    """Apply the call's own rule to every draw and count how often each proposal is selected. It only orders the agenda.

    select: takes one draw (P qualities) and answers with the selected proposals, as indices or as P booleans. eligible:
    the same, None is all; decided once on the raw scores of the record. Who is not eligible never counts as selected
    and stands below everyone else in the draws that `select` sees. progress: told (done, all) after each draw.
    cancelled: asked before each; raises `Cancelled` when it says yes. Raises `ValueError` on bounds that are no
    probabilities in order, `IndexError` when a selected proposal does not exist.
    """
    count, size = posterior.draws.shape
    may = np.ones(size, dtype=np.bool_) if eligible is None else _mask(eligible, size)
    if not 0 <= out < core <= 1:
        raise ValueError("The bounds are probabilities, the lower one first.")
    times = np.zeros(size)
    for draw in Steps(count, progress, cancelled).each(_below(posterior, may)):
        times += _mask(select(draw), size) & may
    share = times / count
    error = np.sqrt(share * (1 - share) / count)
    group = np.where(share >= core, "core", np.where(share <= out, "out", "grey"))
    nearest = np.minimum(np.abs(share - core), np.abs(share - out))
    return Certainty(share, error, group, count, posterior.seed, may & (nearest <= 2 * error))


def _below(posterior: Posterior, may: NDArray[np.bool_]) -> Floats:
    """The draws with everyone who is not eligible just behind the last who is."""
    if may.all() or not may.any():
        return posterior.draws
    if posterior.higher_is_better:
        last = np.nextafter(posterior.draws[:, may].min(axis=1), -np.inf)
    else:
        last = np.nextafter(posterior.draws[:, may].max(axis=1), np.inf)
    return np.where(may, posterior.draws, last[:, None])


def _mask(chosen: Iterable[int] | Iterable[bool], size: int) -> NDArray[np.bool_]:
    """Indices or P booleans as P booleans."""
    answer = np.array(list(chosen))
    if answer.dtype == np.bool_:
        if answer.size != size:
            raise ValueError("There is one boolean per proposal.")
        return answer
    if answer.size and answer.min() < 0:
        raise IndexError("An index counts from 0.")
    mask = np.zeros(size, dtype=np.bool_)
    mask[answer.astype(np.int64)] = True
    return mask
