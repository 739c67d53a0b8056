"""What calibration and certainty cost: seconds of processor time, on one core."""

import time

import numpy as np

from calls.selection.calibration import variance_components
from calls.selection.certainty import expected_rank, quality_posterior, selection_certainty
from tests.calls.selection.panels import random_panel

PANELS, DRAWS, PANEL_DRAWS = 500, 2_000, 400
LARGE = (300, 3, 40)


def calibration_figures() -> dict[str, float]:
    """Seconds for 500 panels of 72 x 3 x 26, for one fit of them, and for the certainty of 300 proposals."""
    rng = np.random.default_rng(1)
    panels = [random_panel(rng).scores for _ in range(PANELS)]
    large = random_panel(rng, var_reviewer=0.1, sizes=LARGE).scores
    variance_components(panels[0])  # loads scipy
    fits = _seconds(lambda: [variance_components(scores) for scores in panels])
    draws = _seconds(lambda: [expected_rank(_drawn(scores, PANEL_DRAWS)) for scores in panels])
    posterior = _drawn(large, DRAWS)
    return {
        "one fit with intervals, 72 x 3 x 26": fits / PANELS,
        "500 panels: fits": fits,
        "500 panels: fits, posteriors and ranks": fits + draws,
        "300 proposals: 2,000 draws": _seconds(lambda: _drawn(large, DRAWS)),
        "300 proposals: expected ranks": _seconds(lambda: expected_rank(posterior)),
        "300 proposals: certainty of a ranking rule": _seconds(
            lambda: selection_certainty(posterior, lambda draw: np.argsort(-draw)[:90], eligible=np.ones(300, bool))
        ),
    }


def _drawn(scores, draws):
    return quality_posterior(scores, draws=draws, seed=1)


def _seconds(work):
    begin = time.process_time()
    work()
    return time.process_time() - begin
