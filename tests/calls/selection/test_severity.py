import numpy as np
import pytest

from calls.selection.calibration import Reason, Scores, fixed_effects, identifiability, reviewer_deviations
from calls.selection.reading_graph import second_eigenvalue
from tests.calls.selection.panels import panel_of, random_panel, table, who_reads_what

SIZES = (60, 3, 10)


def strict_panel(seed=3, spread=0.8, noise=0.3):
    rng = np.random.default_rng(seed)
    design = who_reads_what(rng, *SIZES)
    severity = spread * rng.standard_normal(SIZES[2])
    return panel_of(design, rng.standard_normal(SIZES[0]), severity, noise * rng.standard_normal(design.shape))


def circle(count, readings=1):
    """Reviewer r reads proposals r and r + 1, `readings` times: a ring of 2 x count."""
    proposals = np.concatenate([np.arange(count), (np.arange(count) + 1) % count])
    reviewers = np.tile(np.arange(count), 2)
    values = np.random.default_rng(1).standard_normal(2 * count * readings)
    return Scores(np.tile(proposals, readings), np.tile(reviewers, readings), values, count, count)


def two_halves(shared=0):
    """Twenty proposals by five reviewers, twenty by five others; of the second half some are read by the first too."""
    first, second = ((np.repeat(np.arange(20), 5), np.tile(np.arange(5), 20)) for _ in range(2))
    bridge = (20 + np.repeat(np.arange(shared), 5), np.tile(np.arange(5), shared))
    proposals = np.concatenate([first[0], second[0] + 20, bridge[0]])
    reviewers = np.concatenate([first[1], second[1] + 5, bridge[1]])
    return Scores(proposals, reviewers, np.random.default_rng(4).standard_normal(proposals.size), 40, 10)


def test_announced_severity_that_is_large_and_well_linked_is_corrected():
    panel = strict_panel()
    found = fixed_effects(panel.scores, announced=True)
    assert found.refused == ()
    assert np.corrcoef(found.severity, panel.severity)[0, 1] > 0.99
    assert found.severity.mean() == pytest.approx(0, abs=1e-12)
    error = found.severity - (panel.severity - panel.severity.mean())
    assert np.abs(error / found.se).max() < 3
    truth = panel.quality + panel.severity.mean()
    assert np.abs(found.corrected - truth).mean() < np.abs(found.raw - truth).mean() / 2


def test_without_noise_the_correction_is_exact():
    panel = strict_panel(noise=0.0)
    found = fixed_effects(panel.scores, announced=True)
    assert found.refused == ()
    assert found.corrected == pytest.approx(panel.quality + panel.severity.mean())
    assert found.likelihood_ratio == np.inf


def test_flips_are_pairs_that_change_places_within_what_is_ranked_together():
    panel = strict_panel()
    groups = [number % 2 for number in range(SIZES[0])]
    found = fixed_effects(panel.scores, groups=groups, announced=True)
    expected = {
        (ahead, behind)
        for ahead in range(SIZES[0])
        for behind in range(SIZES[0])
        if groups[ahead] == groups[behind]
        and found.raw[ahead] > found.raw[behind]
        and found.corrected[ahead] < found.corrected[behind]
    }
    assert expected
    assert set(found.flips) == expected


def test_lower_is_better_turns_the_flips_around():
    panel = strict_panel()
    scores = panel.scores
    turned = Scores(scores.proposals, scores.reviewers, -scores.values, *SIZES[::2], higher_is_better=False)
    one, other = (fixed_effects(one, announced=True) for one in (scores, turned))
    assert one.flips == other.flips
    assert one.corrected == pytest.approx(-other.corrected)


def test_what_was_not_announced_is_not_corrected_but_shown():
    found = fixed_effects(strict_panel().scores, announced=False)
    assert (found.corrected, found.refused, found.flips) == (None, (Reason.NOT_ANNOUNCED,), ())
    assert np.isfinite(found.severity).all()


def test_severity_that_is_not_there_is_not_corrected():
    found = fixed_effects(random_panel(np.random.default_rng(1), sizes=SIZES).scores, announced=True)
    assert found.corrected is None
    assert found.refused == (Reason.LITTLE_EVIDENCE, Reason.SMALL_SPREAD)


def test_severity_that_is_clear_but_small_is_not_corrected():
    found = fixed_effects(strict_panel(spread=0.3, noise=0.2).scores, announced=True)
    assert found.likelihood_ratio > 2.71
    assert found.sd_ratio < 0.5
    assert found.refused == (Reason.SMALL_SPREAD,)


def test_equal_scores_are_not_corrected():
    found = fixed_effects(table(np.full((12, 4), 2.0)), announced=True)
    assert found.refused == (Reason.NO_VARIANCE,)
    assert (found.severity == 0).all()


def test_no_readings_at_all_are_refused_once():
    found = fixed_effects(Scores([], [], [], 3, 2), announced=True)
    assert found.refused == (Reason.NO_READINGS, Reason.FEW_DEGREES_OF_FREEDOM)
    assert np.isnan(found.raw).all()


def test_readings_that_fall_apart_are_named():
    found = identifiability(two_halves())
    assert (found.ok, found.components, found.lambda2) == (False, 2, 0)
    assert found.reasons == (Reason.DISCONNECTED,)


def test_halves_that_are_ranked_apart_need_no_bridge():
    found = identifiability(two_halves(), groups=["north"] * 20 + ["south"] * 20)
    assert (found.ok, found.components, found.reasons) == (True, 2, ())
    assert found.lambda2 == pytest.approx(1)


def test_a_set_may_not_hang_together_by_files_of_another_set():
    scores = two_halves(shared=20)
    groups = ["a"] * 19 + ["b"] + ["a"] * 20
    assert identifiability(scores, groups=groups).ok
    split = Scores([0, 0, 1, 1, 1, 2], [0, 1, 1, 0, 2, 2], range(6), 3, 3)
    assert Reason.DISCONNECTED not in identifiability(split).reasons
    assert Reason.DISCONNECTED in identifiability(split, groups=["a", "b", "a"]).reasons


def test_a_narrow_bridge_is_too_weak():
    found = identifiability(two_halves(shared=1))
    assert (found.components, found.reasons) == (1, (Reason.WEAKLY_LINKED,))
    assert 0 < found.lambda2 < 0.05
    assert identifiability(two_halves(shared=1), min_lambda2=found.lambda2).ok


def test_every_reviewer_needs_files_that_others_read_too():
    scores = two_halves(shared=20)
    alone = Scores([*scores.proposals, *range(8)], [*scores.reviewers, *[10] * 8], [*scores.values, *[1] * 8], 40, 12)
    assert identifiability(alone).thin_reviewers == ()
    fewer = Scores([*scores.proposals, *range(7)], [*scores.reviewers, *[10] * 7], [*scores.values, *[1] * 7], 40, 12)
    found = identifiability(fewer)
    assert (found.thin_reviewers, found.reasons) == ((10,), (Reason.THIN_REVIEWERS,))
    assert identifiability(fewer, min_files=7).ok
    unread = Scores([*scores.proposals, *range(40, 50)], [*scores.reviewers, *[10] * 10], range(310), 50, 11)
    assert identifiability(unread).thin_reviewers == (10,)


def test_ten_readings_must_be_left_over():
    found = identifiability(circle(10))
    assert found.residual_df == 1
    assert Reason.FEW_DEGREES_OF_FREEDOM in found.reasons
    twice = identifiability(circle(10, readings=2))
    assert twice.residual_df == 21
    assert Reason.FEW_DEGREES_OF_FREEDOM not in twice.reasons


def test_groups_are_one_per_proposal():
    with pytest.raises(ValueError, match="one group"):
        identifiability(two_halves(), groups=["a"])


def test_the_second_eigenvalue_is_that_of_known_graphs():
    assert second_eigenvalue(np.ones((5, 3))) == pytest.approx(1)
    assert second_eigenvalue(circle(9).counts) == pytest.approx(1 - np.cos(2 * np.pi / 18))
    assert second_eigenvalue(two_halves().counts) == pytest.approx(0, abs=1e-12)
    assert second_eigenvalue(np.zeros((2, 2))) == 0


def test_a_deviation_is_what_a_reviewer_gives_more_than_the_others_on_the_same_files():
    found = reviewer_deviations(table([[1, 2, 4], [3, 4, 5], [2, 3, 6]]))
    assert found.deviation == pytest.approx(np.array([2, 3, 5]) - 10 / 3)
    assert ((found.low < found.deviation) & (found.deviation < found.high)).all()
    assert found.files.tolist() == found.shared.tolist() == [3, 3, 3]


def test_intervals_of_deviations_hold_the_truth_nine_times_in_ten():
    hits = []
    for seed in range(60):
        panel = strict_panel(seed)
        found = reviewer_deviations(panel.scores)
        truth = panel.severity - panel.severity.mean()
        hits.append((found.low <= truth) & (truth <= found.high))
    assert 0.86 <= np.mean(hits) <= 0.94


def test_who_read_nothing_has_no_deviation_and_who_read_alone_deviates_from_nobody():
    found = reviewer_deviations(Scores([0, 0, 1, 1, 2], [0, 1, 0, 1, 2], [1, 2, 1, 3, 5], 3, 4))
    assert np.isnan(found.deviation[3])
    assert found.deviation[2] == pytest.approx(0)
    assert found.shared.tolist() == [2, 2, 0, 0]
