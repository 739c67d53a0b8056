"""Whatever people hand in, the figures answer or say why not: nothing crashes, warns or leaves its own interval."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.selection.calibration import (
    Scores,
    fixed_effects,
    identifiability,
    oneway_icc,
    reviewer_deviations,
    variance_components,
)
from calls.selection.certainty import TooThin, expected_rank, quality_posterior
from calls.selection.components import is_explained

levels = st.sampled_from([0.0, 1.0, 2.5, 3.0, 1 / 3, 5.0])
readings = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 5), levels), max_size=50)


def scores_of(rows):
    proposals, reviewers, values = zip(*rows, strict=True) if rows else ((), (), ())
    return Scores(proposals, reviewers, values, 12, 6)


@settings(max_examples=60, deadline=None)
@given(readings)
def test_components_stand_within_their_intervals_or_say_why_there_are_none(rows):
    for crossed in (True, False):
        found = variance_components(scores_of(rows), crossed=crossed)
        assert (found.reason is None) <= (found.status == "ok")
        if found.status == "ok":
            assert found.icc_single.low - 1e-6 <= found.icc <= found.icc_single.high + 1e-6
            for name in ("proposal", "reviewer", "residual"):
                low, high = getattr(found, f"sd_{name}")
                assert low * (1 - 1e-3) - 1e-6 <= getattr(found, f"var_{name}") ** 0.5 <= high * (1 + 1e-3) + 1e-6


@settings(max_examples=60, deadline=None)
@given(readings, st.booleans())
def test_a_correction_is_made_or_refused_with_reasons(rows, announced):
    scores = scores_of(rows)
    found = fixed_effects(scores, announced=announced)
    assert (found.corrected is None) == bool(found.refused)
    assert identifiability(scores).ok == (not identifiability(scores).reasons)
    assert reviewer_deviations(scores).deviation.shape == (6,)
    icc, interval = oneway_icc(scores)
    assert np.isnan(icc) or icc in interval


@settings(max_examples=30, deadline=None)
@given(st.lists(levels, min_size=36, max_size=36), st.integers(1, 12))
def test_quality_is_drawn_unless_the_scores_say_nothing(values, different):
    scores = Scores(np.repeat(range(12), 3), np.arange(36) % 5, np.resize(values[: 3 * different], 36), 12, 5)
    try:
        found = quality_posterior(scores, draws=20, seed=1)
    except TooThin:
        assert is_explained(scores) or is_explained(scores, crossed=False)
    else:
        assert np.isfinite(found.draws).all()
        assert np.isclose(expected_rank(found).er.sum(), 12 * 13 / 2)
