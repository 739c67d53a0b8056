import numpy as np
import pytest

from calls.selection.calibration import Reason, Scores, variance_components
from calls.selection.certainty import (
    Cancelled,
    Posterior,
    TooThin,
    expected_rank,
    quality_posterior,
    selection_certainty,
)
from tests.calls.selection.panels import random_panel, table


@pytest.fixture(scope="module")
def panel():
    return random_panel(np.random.default_rng(11), var_reviewer=0.15, sizes=(24, 3, 8))


def posterior_of(draws, *, higher_is_better=True):
    draws = np.array(draws, dtype=float)
    interval = np.quantile(draws, [0.05, 0.95], axis=0).T
    return Posterior(draws, draws.mean(axis=0), interval, higher_is_better=higher_is_better)


def best(count):
    return lambda draw: np.argsort(-draw, kind="stable")[:count]


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(panel):
    one, same, other = (quality_posterior(panel.scores, draws=50, seed=seed) for seed in (1, 1, 2))
    assert (one.draws == same.draws).all()
    assert not (one.draws == other.draws).any()
    assert one.draws.shape == (50, 24)
    assert one.interval90.shape == (24, 2)
    assert one.seed == 1


def test_plug_in_draws_follow_the_conditional_law_of_the_dense_model(panel):
    scores = panel.scores
    found = variance_components(scores)
    draws = quality_posterior(scores, draws=40_000, seed=1, method="plug_in").draws
    design = (scores.proposals[:, None] == np.arange(24)).astype(float)
    covariance = found.var_proposal * design @ design.T + found.var_residual * np.eye(scores.values.size)
    covariance += found.var_reviewer * (scores.reviewers[:, None] == scores.reviewers)
    # A flat prior for the mean is a normal one without end; this end is far enough.
    flat = 1e6
    before = found.var_proposal * np.eye(24) + flat
    with_scores = found.var_proposal * design.T + flat
    gain = np.linalg.solve(covariance + flat, with_scores.T).T
    mean, spread = gain @ scores.values, before - gain @ with_scores.T
    assert np.abs(draws.mean(axis=0) - mean).max() < 0.015
    assert np.abs(np.cov(draws.T) - spread).max() < 0.02


def test_the_integrated_posterior_is_the_integral_over_the_ratios():
    """Twelve proposals, all read by the same four: the ICC and its posterior mean are computed the long way."""
    rng = np.random.default_rng(8)
    scores = table(rng.standard_normal((12, 1)) + 0.4 * rng.standard_normal(4) + rng.standard_normal((12, 4)))
    draws = quality_posterior(scores, draws=40_000, seed=3).draws
    assert draws.mean(axis=0) == pytest.approx(long_way(scores), abs=0.02)


def long_way(scores):
    """The posterior mean of quality by brute force: a grid over ICC and t, dense matrices at every point."""
    n, ones = scores.values.size, np.ones(scores.values.size)
    proposals = (scores.proposals[:, None] == np.arange(scores.n_proposals)).astype(float)
    same_reviewer = (scores.reviewers[:, None] == scores.reviewers).astype(float)
    weights, means = [], []
    for icc in (np.arange(40) + 0.5) / 40:
        for t in 0.5 * np.tan(np.pi / 2 * (np.arange(40) + 0.5) / 40):
            a = icc * (1 + t**2) / (1 - icc)
            inverse = np.linalg.inv(np.eye(n) + a * proposals @ proposals.T + t**2 * same_reviewer)
            information = ones @ inverse @ ones
            mean = ones @ inverse @ scores.values / information
            left = scores.values - mean
            square = left @ inverse @ left
            determinants = -np.linalg.slogdet(inverse)[1] + np.log(information)
            weights.append(-determinants / 2 - (n - 1) / 2 * np.log(square))
            means.append(mean + a * proposals.T @ inverse @ left)
    weights = np.exp(np.array(weights) - max(weights))
    return weights @ np.array(means) / weights.sum()


def test_integrating_is_wider_than_plugging_in():
    widths = {"integrated": [], "plug_in": []}
    for seed in range(8):
        panel = random_panel(np.random.default_rng(seed), var_reviewer=0.1, sizes=(20, 3, 8))
        for method, found in widths.items():
            interval = quality_posterior(panel.scores, draws=800, seed=1, method=method).interval90
            found.append(np.ptp(interval, axis=1).mean())
    assert np.mean(widths["integrated"]) > 1.05 * np.mean(widths["plug_in"])


def test_another_panel_is_less_certain_than_quality(panel):
    latent, replicate = (
        quality_posterior(panel.scores, draws=4000, seed=1, target=target) for target in ("latent", "replicate")
    )
    assert np.abs(latent.mean - replicate.mean).max() < 0.1
    found = variance_components(panel.scores)
    added = replicate.draws.var(axis=0).mean() - latent.draws.var(axis=0).mean()
    assert added == pytest.approx((found.var_reviewer + found.var_residual) / 3, rel=0.25)


def test_a_proposal_without_readings_is_as_uncertain_as_proposals_in_general(panel):
    scores = panel.scores
    wider = Scores(scores.proposals, scores.reviewers, scores.values, 25, 8)
    found = quality_posterior(wider, draws=2000, seed=1)
    assert found.mean[24] == pytest.approx(scores.values.mean(), abs=0.15)
    assert np.ptp(found.interval90[24]) > np.ptp(found.interval90[:24], axis=1).max()


def test_lower_is_better_turns_the_ranks_around(panel):
    scores = panel.scores
    turned = Scores(scores.proposals, scores.reviewers, -scores.values, 24, 8, higher_is_better=False)
    ranks, mirrored = (expected_rank(quality_posterior(each, draws=4000, seed=1)).er for each in (scores, turned))
    assert np.abs(ranks - mirrored).max() < 0.5


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (table(np.random.default_rng(1).standard_normal((9, 3))), Reason.FEW_PROPOSALS),
        (table(np.random.default_rng(1).standard_normal((20, 2))), Reason.FEW_READINGS),
        (table(np.full((20, 3), 4.0)), Reason.NO_VARIANCE),
        (table(np.add.outer(np.arange(20), [0, 1, 2])), Reason.NO_RESIDUAL),
        (Scores([], [], [], 20, 3), Reason.FEW_PROPOSALS),
    ],
)
def test_too_little_to_go_by_is_refused_with_the_reason(scores, reason):
    with pytest.raises(TooThin) as refusal:
        quality_posterior(scores, draws=10, seed=1)
    assert refusal.value.reason is reason


def test_plugging_in_is_refused_where_nothing_can_be_estimated():
    values = np.random.default_rng(1).standard_normal(36)
    nested = Scores(np.repeat(np.arange(12), 3), np.arange(36), values, 12, 36)
    with pytest.raises(TooThin, match="one_file_each"):
        quality_posterior(nested, draws=10, seed=1, method="plug_in")
    assert np.isfinite(quality_posterior(nested, draws=10, seed=1).draws).all()


def test_one_proposal_with_two_readings_does_not_silence_the_others(panel):
    scores = panel.scores
    fewer = Scores(scores.proposals[1:], scores.reviewers[1:], scores.values[1:], 24, 8)
    assert np.isfinite(quality_posterior(fewer, draws=20, seed=1).draws).all()


def test_at_least_one_draw_is_asked(panel):
    with pytest.raises(ValueError, match="above 0"):
        quality_posterior(panel.scores, draws=0, seed=1)


def test_the_expected_rank_is_the_mean_of_the_ranks_and_equals_share_theirs():
    found = expected_rank(posterior_of([[3, 2, 1], [3, 1, 2], [2, 2, 1], [1, 2, 3]]))
    assert found.er == pytest.approx([(1 + 1 + 1.5 + 3) / 4, (2 + 3 + 1.5 + 2) / 4, (3 + 2 + 3 + 1) / 4])
    assert found.interval50.shape == found.interval90.shape == (3, 2)
    assert (found.interval90[:, 0] <= found.interval50[:, 0]).all()
    assert expected_rank(posterior_of([[3, 2, 1]], higher_is_better=False)).er.tolist() == [3, 2, 1]


def test_certainty_counts_in_how_many_draws_the_rule_selects():
    draws = np.tile([5.0, 4.0, 3.0, 1.0], (100, 1))
    draws[:25, 2] = 4.5
    found = selection_certainty(posterior_of(draws), best(2), eligible=[True] * 4)
    assert found.p_selected.tolist() == [1, 0.75, 0.25, 0]
    assert found.group.tolist() == ["core", "grey", "grey", "out"]
    assert found.se == pytest.approx([0, 0.0433, 0.0433, 0], abs=1e-4)
    assert found.draws == 100
    assert not found.borderline.any()


def test_a_share_within_its_own_error_of_a_bound_is_borderline():
    draws = np.tile([2.0, 1.0], (100, 1))
    draws[:12] = [1.0, 2.0]
    found = selection_certainty(posterior_of(draws), best(1), eligible=[True, True])
    assert found.group.tolist() == ["grey", "grey"]
    assert found.borderline.tolist() == [True, True]
    apart = selection_certainty(posterior_of(draws), best(1), eligible=[True, True], core=0.7, out=0.3)
    assert apart.group.tolist() == ["core", "out"]
    assert not apart.borderline.any()


@pytest.mark.parametrize("higher_is_better", [True, False])
def test_who_is_not_eligible_takes_nobodys_place(higher_is_better):
    sign = 1 if higher_is_better else -1
    draws = sign * np.tile([9.0, 2.0, 1.0], (10, 1))
    posterior = posterior_of(draws, higher_is_better=higher_is_better)
    found = selection_certainty(posterior, lambda draw: best(1)(sign * draw), eligible=[False, True, True])
    assert found.p_selected.tolist() == [0, 1, 0]
    everything = selection_certainty(posterior, lambda draw: {0, 1, 2}, eligible=[1, 2])
    assert everything.p_selected.tolist() == [0, 1, 1]
    assert selection_certainty(posterior, lambda draw: {0}, eligible=None).p_selected.tolist() == [1, 0, 0]


def test_the_rule_may_answer_in_indices_in_booleans_or_with_nobody():
    posterior = posterior_of([[2, 1]])
    for answer in ([0], {0}, np.array([True, False]), [True, False], (np.int64(0),)):
        found = selection_certainty(posterior, lambda draw, a=answer: a, eligible=[True, True])
        assert found.p_selected.tolist() == [1, 0]
    assert selection_certainty(posterior, lambda draw: (), eligible=[True, True]).p_selected.tolist() == [0, 0]
    with pytest.raises(ValueError, match="boolean per proposal"):
        selection_certainty(posterior, lambda draw: [True], eligible=[True, True])
    for nobody in ([2], [-1]):
        with pytest.raises(IndexError):
            selection_certainty(posterior, lambda draw, a=nobody: a, eligible=[True, True])


def test_progress_is_told_and_a_cancelled_count_stops():
    posterior = posterior_of([[2, 1]] * 5)
    told = []
    selection_certainty(posterior, best(1), eligible=[0, 1], progress=lambda *step: told.append(step))
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    seen = []
    with pytest.raises(Cancelled):
        selection_certainty(
            posterior, lambda draw: seen.append(1) or [0], eligible=[0, 1], cancelled=lambda: len(seen) == 2
        )
    assert len(seen) == 2


@pytest.mark.parametrize(("core", "out"), [(0.1, 0.9), (0.5, 0.5), (1.1, 0.1), (0.9, -0.1)])
def test_bounds_are_probabilities_in_order(core, out):
    with pytest.raises(ValueError, match="lower one first"):
        selection_certainty(posterior_of([[2, 1]]), best(1), eligible=[0, 1], core=core, out=out)
