"""Whether 90 % intervals hold the truth in about 90 of 100 panels; the bounds are the issue's and stay as they are."""

import numpy as np
import pytest

from calls.selection.calibration import variance_components
from calls.selection.certainty import expected_rank, quality_posterior
from tests.calls.selection.panels import ICC, random_panel

PANELS, DRAWS = 500, 400

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=[0.0, 0.2], ids=["no severity", "severity"])
def panels(request):
    """Of 500 panels the estimated ICC, and which share of each kind of interval holds the truth."""
    rng = np.random.default_rng(2026)
    rows = [judge(random_panel(rng, var_reviewer=request.param), request.param, seed) for seed in range(PANELS)]
    return {name: np.mean([row[name] for row in rows]) for name in rows[0]}


def judge(panel, var_reviewer, seed):
    found = variance_components(panel.scores)
    posterior = quality_posterior(panel.scores, draws=DRAWS, seed=seed)
    true_rank = (-panel.quality).argsort().argsort() + 1
    return {
        "estimate": found.icc,
        "icc": ICC in found.icc_single,
        "reviewer": np.sqrt(var_reviewer) in found.sd_reviewer,
        "quality": holds(posterior.interval90, panel.quality),
        "rank": holds(expected_rank(posterior).interval90, true_rank),
    }


def holds(intervals, truth):
    return np.mean((intervals[:, 0] <= truth) & (truth <= intervals[:, 1]))


def test_the_mean_icc_is_the_true_one(panels):
    assert abs(panels["estimate"] - ICC) <= 0.012


def test_the_profile_interval_of_the_icc_covers(panels):
    assert 0.86 <= panels["icc"] <= 0.94


def test_the_profile_interval_of_the_reviewer_sd_covers(panels):
    assert panels["reviewer"] >= 0.85


def test_the_integrated_posterior_of_quality_covers(panels):
    assert 0.86 <= panels["quality"] <= 0.92


def test_the_interval_of_the_rank_covers(panels):
    assert 0.87 <= panels["rank"] <= 0.97
