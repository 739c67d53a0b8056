"""Seconds that the assignment of reviewers takes: 300 proposals, 40 reviewers, 3 readings each."""

import time

import numpy as np

from calls.selection.affinity import affinity, preferences
from calls.selection.assignment import Demand, assign

PROFILES = ({"onderwijs"}, {"arbeidsmarkt"}, {"pedagogie"}, {"onderwijs", "pedagogie"})


def assignment_figures(proposals=300, reviewers=40, time_limit=60.0):
    """By the rules that hold: loads alone (`plain`), all of them (`rules`), and affinities full of ties (`ties`)."""
    demands = {
        "plain": Demand(_affinity(proposals, reviewers), 3, load_max=_most(proposals, reviewers)),
        "rules": _with_all_rules(proposals, reviewers),
        "ties": Demand(np.round(_affinity(proposals, reviewers) * 4) / 4, 3, load_max=_most(proposals, reviewers)),
    }
    figures = {}
    for name, demand in demands.items():
        begin = time.perf_counter()
        answer = assign(demand, time_limit=time_limit, seed=1)
        figures[f"{name}_seconds"] = time.perf_counter() - begin
        if answer.status != "optimal":
            raise AssertionError(f"{name}: {answer.status}, {answer.shortages}")
    return figures


def _affinity(proposals, reviewers):
    """As people are: most did not say, some are glad, themes and words are shared in blocks."""
    rng = np.random.default_rng(20)
    shape = (proposals, reviewers)
    stated = {
        (p, r): ("gladly", "rather_not")[int(rng.random() < 0.5)] for p, r in np.argwhere(rng.random(shape) < 0.2)
    }
    themes = rng.random((proposals, 8)) < 0.25, rng.random((reviewers, 8)) < 0.4
    overlap = (themes[0].astype(int) @ themes[1].T.astype(int)) / np.maximum(themes[0].sum(axis=1), 1)[:, None]
    return affinity(preferences(stated, shape), overlap, rng.beta(2, 8, shape)).total


def _with_all_rules(proposals, reviewers):
    most = _most(proposals, reviewers)
    return Demand(
        _affinity(proposals, reviewers),
        3,
        load_min=most // 3,
        load_max=most + 6,
        blocked=np.random.default_rng(21).random((proposals, reviewers)) < 0.04,
        organisation=[number // 3 for number in range(reviewers)],
        profiles=[PROFILES[number % 4] for number in range(reviewers)],
        required={"onderwijs", "arbeidsmarkt"},
    )


def _most(proposals, reviewers):
    return -(-3 * proposals // reviewers) + 4
