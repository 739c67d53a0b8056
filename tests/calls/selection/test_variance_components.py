import numpy as np
import pytest
from scipy.optimize import minimize

from calls.selection.calibration import (
    Interval,
    Reason,
    Scores,
    fixed_effects,
    oneway_icc,
    spearman_brown,
    variance_components,
)
from tests.calls.selection.panels import ICC, random_panel, table, twin_panel

# Shrout & Fleiss 1979, table 2: six targets, four judges.
JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# Davies & Goldsmith 1972: yield of dyestuff, six batches of five.
DYESTUFF = [
    [1545, 1440, 1440, 1520, 1580],
    [1540, 1555, 1490, 1560, 1495],
    [1595, 1550, 1605, 1510, 1560],
    [1445, 1440, 1595, 1465, 1545],
    [1595, 1630, 1515, 1635, 1625],
    [1520, 1455, 1450, 1480, 1445],
]
CRITICAL = 2.705543


def dense_deviance(scores, variances):
    """Minus twice the restricted log likelihood from the full covariance matrix, as the textbook writes it."""
    n, ones = scores.values.size, np.ones((scores.values.size, 1))
    covariance = np.eye(n) * variances[2]
    for indices, variance in ((scores.proposals, variances[0]), (scores.reviewers, variances[1])):
        covariance += variance * (indices[:, None] == indices)
    inverse = np.linalg.inv(covariance)
    information = ones.T @ inverse @ ones
    projection = inverse - inverse @ ones @ ones.T @ inverse / information
    determinants = np.linalg.slogdet(covariance)[1] + np.log(information[0, 0])
    return determinants + scores.values @ projection @ scores.values + (n - 1) * np.log(2 * np.pi)


def lowest(scores, variances_of, start):
    found = minimize(lambda place: dense_deviance(scores, variances_of(place)), start, method="Nelder-Mead")
    return found.fun


@pytest.fixture(scope="module")
def uneven():
    """Twelve proposals with two to five readings by seven reviewers."""
    rng = np.random.default_rng(5)
    read = np.concatenate([rng.choice(7, 2 + row % 4, replace=False) + 7 * row for row in range(12)])
    proposals, reviewers = np.divmod(read, 7)
    effects = rng.standard_normal(12)[proposals] + 0.7 * rng.standard_normal(7)[reviewers]
    return Scores(proposals, reviewers, 3 + effects + 0.6 * rng.standard_normal(read.size), 12, 7)


def test_the_twin_panel_has_the_icc_it_was_built_with_and_no_severity():
    panel = twin_panel(np.random.default_rng(1))
    found = variance_components(panel.scores)
    assert oneway_icc(panel.scores)[0] == pytest.approx(ICC, abs=1e-9)
    assert found.icc == pytest.approx(ICC, abs=5e-6)
    assert (found.var_reviewer, found.at_boundary, found.status) == (0, True, "ok")
    assert np.abs(fixed_effects(panel.scores, announced=True).severity).max() < 1e-9


def test_dyestuff_has_the_published_components():
    found = variance_components(table(DYESTUFF), crossed=False)
    assert found.var_proposal**0.5 == pytest.approx(42.00, abs=0.005)
    assert found.var_residual**0.5 == pytest.approx(49.51, abs=0.005)
    assert found.mean == pytest.approx(1527.5)
    assert found.deviance == pytest.approx(319.6543, abs=5e-5)
    assert (found.var_reviewer, found.at_boundary) == (0, False)


def test_the_judges_have_the_published_correlations():
    icc, interval = oneway_icc(table(JUDGES), level=0.95)
    assert (round(icc, 2), round(interval.low, 2), round(interval.high, 2)) == (0.17, -0.13, 0.72)
    agreement = variance_components(table(JUDGES)).icc
    assert (round(agreement, 2), round(spearman_brown(agreement, 4), 2)) == (0.29, 0.62)
    assert round(spearman_brown(icc, 4), 2) == 0.44


def test_reml_finds_the_lowest_point_of_the_dense_likelihood(uneven):
    found = variance_components(uneven)
    best = lowest(uneven, np.exp, [0.0, -1.0, -1.0])
    variances = (found.var_proposal, found.var_reviewer, found.var_residual)
    assert found.deviance == pytest.approx(best, abs=1e-6)
    assert dense_deviance(uneven, variances) == pytest.approx(found.deviance, abs=1e-8)


def test_profile_intervals_end_where_the_dense_profile_crosses_the_bound(uneven):
    found = variance_components(uneven)
    for number, interval in enumerate((found.sd_proposal, found.sd_reviewer, found.sd_residual)):
        for end in interval:
            profile = lowest(uneven, lambda rest, n=number, v=end**2: np.insert(np.exp(rest), n, v), [-0.5, -1.0])
            assert profile - found.deviance == pytest.approx(CRITICAL, abs=0.02)
    for end in found.icc_single:

        def with_icc(rest, share=end):
            reviewer, residual = np.exp(rest)
            return (share / (1 - share) * (reviewer + residual), reviewer, residual)

        assert lowest(uneven, with_icc, [-1.0, -1.0]) - found.deviance == pytest.approx(CRITICAL, abs=0.02)


def test_neither_the_order_of_the_readings_nor_the_unit_of_the_scores_matters(uneven):
    order = np.random.default_rng(0).permutation(uneven.values.size)
    other = Scores(uneven.proposals[order], uneven.reviewers[order], 1000 - 20 * uneven.values[order], 12, 7)
    found, again = variance_components(uneven), variance_components(other)
    assert again.icc == pytest.approx(found.icc, rel=1e-4)
    assert again.var_reviewer == pytest.approx(400 * found.var_reviewer, rel=1e-4)
    assert again.sd_proposal.high == pytest.approx(20 * found.sd_proposal.high, rel=1e-3)
    assert again.mean == pytest.approx(1000 - 20 * found.mean)


def test_proposals_and_reviewers_without_readings_change_nothing(uneven):
    wider = Scores(uneven.proposals + 1, uneven.reviewers + 2, uneven.values, 20, 12)
    assert variance_components(wider).icc == pytest.approx(variance_components(uneven).icc, rel=1e-5)


def test_a_higher_level_gives_wider_intervals(uneven):
    narrow, wide = (variance_components(uneven, level=level) for level in (0.5, 0.99))
    for name in ("sd_proposal", "sd_reviewer", "sd_residual", "icc_single"):
        assert getattr(wide, name).low < getattr(narrow, name).low < getattr(narrow, name).high
        assert getattr(narrow, name).high < getattr(wide, name).high


@pytest.mark.parametrize("value", [0.0, 3.3])
def test_equal_scores_have_no_variance_and_no_reliability(value):
    found = variance_components(table(np.full((5, 3), value)))
    assert (found.status, found.reason, found.mean) == ("no_variance", Reason.NO_VARIANCE, value)
    assert found.var_proposal == found.var_reviewer == found.var_residual == 0
    assert np.isnan(found.icc)
    assert np.isnan(oneway_icc(table(np.full((5, 3), value)))[0])


@pytest.mark.parametrize("values", [[[1, 2], [2, 1]], [[1, 2, 3], [1, 3, 2], [2, 1, 3]], [[0, 0, 0], [0, 0, 1e9]]])
def test_proposals_that_do_not_differ_stand_at_the_boundary(values):
    found = variance_components(table(values))
    assert (found.status, found.var_proposal, found.icc, found.at_boundary) == ("ok", 0, 0, True)
    assert found.icc_single.low == found.sd_proposal.low == 0
    assert found.icc_single.high > 0


def test_perfect_agreement_has_no_residual_and_an_icc_of_one():
    found = variance_components(table(np.outer([1, 2, 3, 4], [1, 1, 1])))
    assert (found.status, found.reason, found.icc, found.icc_single) == (
        "ok",
        Reason.NO_RESIDUAL,
        1,
        Interval(1, 1),
    )
    assert found.var_proposal == pytest.approx(5 / 3)
    assert oneway_icc(table(np.outer([1, 2, 3, 4], [1, 1, 1])))[0] == 1


def test_reviewers_who_differ_by_a_constant_leave_no_residual():
    found = variance_components(table(np.add.outer([0, 1, 2, 3, 4], [0, 1, 2])))
    assert (found.var_proposal, found.var_reviewer, found.var_residual) == pytest.approx((2.5, 1, 0))
    assert found.icc == pytest.approx(2.5 / 3.5)
    assert found.icc in found.icc_single


@pytest.mark.parametrize(
    ("proposals", "reviewers", "reason"),
    [
        ([], [], Reason.NO_READINGS),
        ([0, 0, 0], [0, 1, 2], Reason.ONE_PROPOSAL),
        ([0, 1, 2], [0, 0, 1], Reason.ONE_READING_EACH),
        ([0, 0, 1], [0, 0, 0], Reason.ONE_REVIEWER),
        ([0, 0, 1, 1], [0, 1, 2, 3], Reason.ONE_FILE_EACH),
        ([0, 0, 1, 1], [0, 0, 1, 1], Reason.CONFOUNDED),
    ],
)
def test_a_design_that_cannot_tell_its_components_apart_says_why(proposals, reviewers, reason):
    found = variance_components(Scores(proposals, reviewers, np.arange(len(proposals)), 4, 4))
    assert (found.status, found.reason) == ("not_identifiable", reason)
    assert np.isnan(found.icc)


def test_without_reviewers_one_file_each_is_enough():
    scores = Scores([0, 0, 1, 1, 2, 2], range(6), [1, 2, 3, 4, 5, 7], 3, 6)
    found = variance_components(scores, crossed=False)
    assert found.icc == pytest.approx(oneway_icc(scores)[0], abs=1e-5)


def test_one_fit_is_a_matter_of_milliseconds():
    """Eigenproblems are what a fit costs: 30 times what is needed now would be a search of another kind."""
    panel = random_panel(np.random.default_rng(2))
    calls = []
    eigh = np.linalg.eigh

    def counted(matrices):
        calls.append(len(matrices))
        return eigh(matrices)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(np.linalg, "eigh", counted)
        variance_components(panel.scores)
    assert sum(calls) <= 250


def test_spearman_brown_refuses_what_cannot_be():
    assert spearman_brown(0.371, 3) == pytest.approx(0.6389, abs=5e-5)
    with pytest.raises(ValueError, match="above 0"):
        spearman_brown(0.5, 0)
    with pytest.raises(ValueError, match="as negative"):
        spearman_brown(-0.5, 4)


@pytest.mark.parametrize(
    ("proposals", "reviewers", "values", "words"),
    [
        ([0, 1], [0, 0], [1.0], "one proposal and one reviewer"),
        ([0, 2], [0, 0], [1.0, 2.0], "out of range"),
        ([0, -1], [0, 0], [1.0, 2.0], "out of range"),
        ([0, 1], [0, 0], [1.0, np.nan], "left out"),
        ([[0, 1]], [[0, 0]], [[1.0, 2.0]], "are lists"),
    ],
)
def test_scores_that_do_not_fit_together_are_refused(proposals, reviewers, values, words):
    with pytest.raises(ValueError, match=words):
        Scores(proposals, reviewers, values, 2, 1)
