"""What z-scores do where people read what they prefer: the reason why this portal has none."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import eye_array, kron
from scipy.sparse import vstack as stack
from scipy.stats import norm

from calls.selection.calibration import Reason, Scores, fixed_effects
from calls.selection.reading_graph import least_squares

PROPOSALS, REVIEWERS, READINGS, LOAD, ICC, PLACES, RUNS = 150, 10, 3, 45, 0.35, 45, 60

pytestmark = pytest.mark.slow


def by_preference(taste):
    """Everyone reads the files nearest to their own taste, 45 each and three readers per file: P x R booleans."""
    centres = norm.ppf((np.arange(REVIEWERS) + 0.5) / REVIEWERS)
    distance = (taste[:, None] - centres) ** 2
    rules = stack([
        kron(eye_array(PROPOSALS), np.ones((1, REVIEWERS))),
        kron(np.ones((1, PROPOSALS)), eye_array(REVIEWERS)),
    ])  # fmt: skip
    sums = np.repeat([READINGS, LOAD], [PROPOSALS, REVIEWERS])
    found = linprog(distance.ravel(), A_eq=rules.tocsr(), b_eq=sums, bounds=(0, 1), method="highs-ds")
    return found.x.reshape(distance.shape) > 0.5


def drawn(rng, sd_ratio):
    """True quality, and the scores of readers who differ in severity by `sd_ratio` times the spread of quality."""
    quality = rng.standard_normal(PROPOSALS)
    proposals, reviewers = np.nonzero(by_preference(0.8 * quality + 0.6 * rng.standard_normal(PROPOSALS)))
    severity = sd_ratio * rng.standard_normal(REVIEWERS)
    noise = np.sqrt(1 / ICC - 1 - sd_ratio**2) * rng.standard_normal(proposals.size)
    return quality, Scores(proposals, reviewers, quality[proposals] + severity[reviewers] + noise, PROPOSALS, REVIEWERS)


def z_scores(scores):
    by_reviewer = [scores.values[scores.reviewers == reviewer] for reviewer in range(REVIEWERS)]
    means, sds = (np.array([f(values) for values in by_reviewer]) for f in (np.mean, np.std))
    return scores.proposal_sums((scores.values - means[scores.reviewers]) / sds[scores.reviewers]) / READINGS


def reached(quality, values):
    """The quality of the selection, and how many of the right proposals are in it, as shares of the ideal one."""
    chosen, ideal = np.argsort(-values)[:PLACES], np.argsort(-quality)[:PLACES]
    return quality[chosen].sum() / quality[ideal].sum(), np.isin(chosen, ideal).mean()


# Without severity every correction only adds noise to the list; where it is as large as quality, the list needs one.
@pytest.mark.parametrize(("sd_ratio", "measures"), [(0.0, [0]), (1.0, [0, 1])])
def test_z_scores_throw_away_what_least_squares_keeps(sd_ratio, measures):
    rng = np.random.default_rng(150)
    shares = []
    for _ in range(RUNS):
        quality, scores = drawn(rng, sd_ratio)
        shares.append([reached(quality, z_scores(scores)), reached(quality, least_squares(scores).proposal)])
    for measure in measures:
        by_z, by_squares = np.mean(shares, axis=0)[:, measure]
        assert by_z <= 0.56
        assert by_squares >= 0.72
        assert by_squares - by_z >= 0.18


def test_readers_who_only_meet_their_neighbours_are_linked_too_weakly_to_correct():
    _, scores = drawn(np.random.default_rng(1), 1.0)
    found = fixed_effects(scores, announced=True)
    assert found.corrected is None
    assert Reason.WEAKLY_LINKED in found.refused
