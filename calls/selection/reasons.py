"""Why a proposal is in a package or not: what an explanation holds."""

from dataclasses import dataclass
from typing import Any, Literal

from calls.selection.packages import Exact

type Kind = Literal["selected", "threshold", "forced_out", "points", "unreachable", "impossible"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a proposal is from the line, in points: what the rule itself says of it.

    For one that is not selected `short` is the rise that brings it in and `moved` the package it would then be in; for
    one that is, `short` is None and `margin` the fall it can bear. `is_proven` is False when a time limit struck.
    """

    short: Exact | None = None
    margin: Exact | None = None
    moved: frozenset[int] | None = None
    is_proven: bool = True


@dataclass(frozen=True, slots=True)
class Why:
    """Why this one, or why not.

    index, id          the proposal
    kind               "selected"; "threshold" (not eligible: the caller knows which criterion); "forced_out"; "points"
                       (more points bring it in); "unreachable" (more than max_points would be needed: with no score
                       that can be given); "impossible" (no points bring it in: the rules leave no package with it)
    points_short       the smallest rise of its points. "above_floor" exactly D = V* - V*(it is in), "points_euro" D
                       divided by its cents, with grant levels the smallest D / gain or D / cents over the levels: at
                       this rise it ties for best. The other rules: the smallest whole rise after which it is selected
    margin             of a selected one: how far its points can fall until it ties for best ("above_floor",
                       "points_euro") or while it stays selected (the others, whole points); None when no fall drops it
    leaves, enters     indices that leave, and that enter beside it, in the package with it at `points_short`
    extra_cents        (a) what the budget lacks to add it, at its full amount, to the package as it is (0: nothing);
                       None when something else forbids it, see `extra_blocked_by`
    extra_blocked_by   keys of the limits and exclusions that forbid adding it, the budget apart
    first_step_cents   (b) the first multiple of the step by which a larger budget makes the rule select it; None when
                       none does up to `scanned_cents`. A later step may drop it again
    scanned_cents      how far (b) was looked for
    largest_grant_cents (c) the largest own grant, below what it asks and with gain 1, that is selected in its place on
                       the list, or stands in one of the best packages ("above_floor", "points_euro"); None for none
    blocking           keys of the limits, exclusions or the budget that, dropped alone, make the rule select it
    is_proven          False when a solve behind these numbers ran into its time limit
    """

    index: int
    id: Any
    kind: Kind
    points_short: Exact | None = None
    margin: Exact | None = None
    leaves: tuple[int, ...] = ()
    enters: tuple[int, ...] = ()
    extra_cents: int | None = None
    extra_blocked_by: tuple[str, ...] = ()
    first_step_cents: int | None = None
    scanned_cents: int = 0
    largest_grant_cents: int | None = None
    blocking: tuple[str, ...] = ()
    is_proven: bool = True
