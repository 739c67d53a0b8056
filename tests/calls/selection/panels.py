"""Panels of readings whose truth is known: drawn at random, or built to measure."""

from dataclasses import dataclass

import numpy as np

from calls.selection.calibration import Scores

PROPOSALS, READINGS, REVIEWERS, ICC = 72, 3, 26, 0.371


@dataclass(frozen=True)
class Panel:
    scores: Scores
    quality: np.ndarray
    severity: np.ndarray


def table(rows, **more):
    """Everyone read everything: one row per proposal, one column per reviewer."""
    values = np.array(rows, dtype=float)
    proposals, reviewers = np.indices(values.shape)
    return Scores(proposals.ravel(), reviewers.ravel(), values.ravel(), *values.shape, **more)


def who_reads_what(rng, proposals=PROPOSALS, readings=READINGS, reviewers=REVIEWERS):
    """A random design with loads as even as can be: the readers of each proposal, proposals x readings."""
    loads = np.arange(proposals * readings) % reviewers
    design = rng.permutation(loads).reshape(proposals, readings)
    while (twice := _first_twice(design)) is not None:
        other = rng.integers(proposals), rng.integers(readings)
        design[twice], design[other] = design[other], design[twice]
    return design


def _first_twice(design):
    ordered = np.sort(design, axis=1)
    rows = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
    if not rows.size:
        return None
    row = design[rows[0]].tolist()
    return rows[0], next(column for column, reviewer in enumerate(row) if row.index(reviewer) < column)


def panel_of(design, quality, severity, noise, mean=3.0):
    proposals, readings = design.shape
    values = mean + quality[:, None] + severity[design] + noise
    return Panel(
        Scores(np.repeat(np.arange(proposals), readings), design.ravel(), values.ravel(), proposals, severity.size),
        mean + quality,
        severity,
    )


def random_panel(rng, *, var_reviewer=0.0, icc=ICC, sizes=(PROPOSALS, READINGS, REVIEWERS)):
    """A panel from the model, with variance 1 for one reading."""
    design = who_reads_what(rng, *sizes)
    return panel_of(
        design,
        np.sqrt(icc) * rng.standard_normal(sizes[0]),
        np.sqrt(var_reviewer) * rng.standard_normal(sizes[2]),
        np.sqrt(1 - icc - var_reviewer) * rng.standard_normal(design.shape),
    )


def twin_panel(rng):
    """A panel without severity: one-way ICC exactly `ICC`, residuals orthogonal to proposals and to reviewers."""
    design = who_reads_what(rng)
    flat = design.ravel()
    columns = np.hstack([np.repeat(np.eye(PROPOSALS), READINGS, axis=0), np.eye(REVIEWERS)[flat]])
    noise = rng.standard_normal(flat.size)
    noise -= columns @ np.linalg.lstsq(columns, noise, rcond=None)[0]
    within = noise @ noise / (flat.size - PROPOSALS)
    between = within * (1 + (READINGS - 1) * ICC) / (1 - ICC)
    quality = rng.standard_normal(PROPOSALS)
    quality -= quality.mean()
    quality *= np.sqrt(between * (PROPOSALS - 1) / READINGS / (quality @ quality))
    return panel_of(design, quality, np.zeros(REVIEWERS), noise.reshape(design.shape))
