"""Totals, thresholds, ties, ranking and awards within envelopes, in exact rationals.

Scores are whole levels, 0 (worst) to 5 (best). Money is whole euro cents. Nothing here is rounded: a page
rounds when it prints. Source of the rules: the call itself, as announced (weights, minimums, envelopes).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from statistics import median


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One criterion: its key, its weight (positive whole number) and its minimum mean score, if any."""

    key: int
    weight: int
    minimum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How scores count: the criteria in the call's order, the minimum total (scale 0-5), the readings needed, and
    whether the median of the readings counts instead of their mean."""

    yardsticks: tuple[Yardstick, ...]
    total_minimum: Fraction | None = None
    minimum_reviews: int = 1
    uses_median: bool = False

    def __post_init__(self) -> None:
        if not self.yardsticks:
            raise ValueError("At least one criterion is needed.")
        if any(yardstick.weight <= 0 for yardstick in self.yardsticks):
            raise ValueError("Weights are positive whole numbers.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal that competes: its id, the envelope it counts in and the amount it asks."""

    id: int
    envelope: str = ""
    requested_cents: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One reviewer's scores of one proposal, by criterion key; a score that was not given is absent."""

    proposal: int
    scores: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a proposal stands.

    `total` is the mean (or median, as the rules say) of the totals of complete readings, on the scale 0-5, and None when
    there are too few; `means` the same per criterion; `missed` the criteria below their minimum; `rank` and `envelope_rank` are 1 for
    the best and shared by equals, None without a total; `is_eligible` tells that a total stands and no minimum is
    missed.
    """

    candidate: Candidate
    total: Fraction | None
    means: Mapping[int, Fraction]
    complete_count: int
    missed: tuple[int, ...]
    misses_total: bool
    is_eligible: bool
    rank: int | None = None
    envelope_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Awards:
    """The outcome of strict ranking: who gets the amount asked, and equals at the line that only the call's tie rule
    can part; cents left per envelope and in total."""

    selected: tuple[int, ...]
    undecided: tuple[int, ...]
    left_cents: Mapping[str, int]
    total_left_cents: int


@dataclass(slots=True)
class _Purse:
    envelopes: dict[str, int]
    total: int
    top_ups: dict[str, int]
    closed: set[str] = field(default_factory=set)

    def fits(self, envelope: str, cents: int) -> bool:
        return envelope not in self.envelopes or cents <= self.envelopes[envelope]

    def charged(self, candidates: Iterable[Candidate]) -> int:
        """What they take of the total: money that a province adds is separate, and spent first."""
        asked: dict[str, int] = {}
        for candidate in candidates:
            asked[candidate.envelope] = asked.get(candidate.envelope, 0) + candidate.requested_cents
        return sum(max(0, cents - self.top_ups.get(envelope, 0)) for envelope, cents in asked.items())

    def pay(self, candidate: Candidate) -> None:
        envelope, cents = candidate.envelope, candidate.requested_cents
        self.total -= self.charged([candidate])
        self.top_ups[envelope] = max(0, self.top_ups.get(envelope, 0) - cents)
        if envelope in self.envelopes:
            self.envelopes[envelope] -= cents


def is_complete(scores: Mapping[int, int], rules: Rules) -> bool:
    """Tell whether every criterion has a score."""
    return all(yardstick.key in scores for yardstick in rules.yardsticks)


def weighted_total(scores: Mapping[int, int], rules: Rules) -> Fraction | None:
    """The weighted mean of one reading, on the scale 0-5; None when a score is missing (missing is never 0)."""
    if not is_complete(scores, rules):
        return None
    points = sum(yardstick.weight * scores[yardstick.key] for yardstick in rules.yardsticks)
    return Fraction(points, sum(yardstick.weight for yardstick in rules.yardsticks))


def mean(values: Sequence[Fraction | int]) -> Fraction | None:
    """The exact mean; None of nothing."""
    return sum(map(Fraction, values), start=Fraction(0)) / len(values) if values else None


def rank_proposals(candidates: Iterable[Candidate], readings: Iterable[Reading], rules: Rules) -> tuple[Placing, ...]:
    """Place every candidate, best first; those without a total come last, by id.

    Only complete readings count. Thresholds are compared unrounded: the mean per criterion and the mean total must
    reach their minimum. Equals share a rank and the next rank is skipped (1, 2, 2, 4). Ranks are given to all with a
    total, eligible or not, so that the record shows where each stood. The order of the input changes nothing.
    """
    by_proposal: dict[int, list[Mapping[int, int]]] = {}
    for reading in readings:
        if is_complete(reading.scores, rules):
            by_proposal.setdefault(reading.proposal, []).append(reading.scores)
    placings = [_judge(candidate, by_proposal.get(candidate.id, []), rules) for candidate in candidates]
    placings.sort(key=lambda placing: (placing.total is None, -(placing.total or 0), placing.candidate.id))
    ranks = _ranks(placings)
    envelope_ranks: dict[int, int] = {}
    for envelope in {placing.candidate.envelope for placing in placings}:
        envelope_ranks |= _ranks([placing for placing in placings if placing.candidate.envelope == envelope])
    return tuple(
        _with_ranks(placing, ranks.get(placing.candidate.id), envelope_ranks.get(placing.candidate.id))
        for placing in placings
    )


def middle(values: Sequence[Fraction | int]) -> Fraction | None:
    """The exact median: of an even number the mean of the two in the middle; None of nothing."""
    return Fraction(median(map(Fraction, values))) if values else None


def award_strictly(
    placings: Sequence[Placing],
    envelope_cents: Mapping[str, int],
    budget_cents: int,
    top_up_cents: Mapping[str, int] | None = None,
) -> Awards:
    """Give the asked amounts in order of rank: each envelope stops at the first that does not fit, and all stop when
    the total does not suffice.

    Equals are taken together: when a group of equals in one envelope does not fit as a whole, none of it is selected
    and, if one of them would fit alone, the group is returned as `undecided` for the call's tie rule; nobody lower is
    selected past it. The same holds for the total. An envelope that is not named has no limit but the total.
    `envelope_cents` holds the top-ups of provinces too; `top_up_cents` names them, for they take nothing of the total.
    """
    purse = _Purse(dict(envelope_cents), budget_cents, dict(top_up_cents or {}))
    selected: list[int] = []
    undecided: list[int] = []
    eligible = [placing for placing in placings if placing.is_eligible]
    for _rank, equals in groupby(eligible, key=lambda placing: placing.rank):
        group = [placing.candidate for placing in equals]
        fitting = _fit_envelopes(group, purse, undecided)
        if purse.charged(fitting) > purse.total:
            one_fits = any(purse.charged([candidate]) <= purse.total for candidate in fitting)
            undecided += [candidate.id for candidate in fitting] if one_fits and len(fitting) > 1 else []
            break
        for candidate in fitting:
            purse.pay(candidate)
            selected.append(candidate.id)
    return Awards(tuple(selected), tuple(undecided), purse.envelopes, purse.total)


def _judge(candidate: Candidate, scores: list[Mapping[int, int]], rules: Rules) -> Placing:
    if len(scores) < rules.minimum_reviews:
        return Placing(candidate, None, {}, len(scores), (), misses_total=False, is_eligible=False)
    counts = middle if rules.uses_median else mean
    total = counts([value for row in scores if (value := weighted_total(row, rules)) is not None])
    means = {
        yardstick.key: average
        for yardstick in rules.yardsticks
        if (average := counts([row[yardstick.key] for row in scores])) is not None
    }
    missed = tuple(
        yardstick.key
        for yardstick in rules.yardsticks
        if yardstick.minimum is not None and yardstick.key in means and means[yardstick.key] < yardstick.minimum
    )
    misses_total = total is not None and rules.total_minimum is not None and total < rules.total_minimum
    is_eligible = total is not None and not missed and not misses_total
    return Placing(candidate, total, means, len(scores), missed, misses_total=misses_total, is_eligible=is_eligible)


def _ranks(placings: Sequence[Placing]) -> dict[int, int]:
    ranks: dict[int, int] = {}
    previous: Placing | None = None
    for position, placing in enumerate(placings, start=1):
        if placing.total is None:
            break
        is_equal = previous is not None and previous.total == placing.total
        ranks[placing.candidate.id] = ranks[previous.candidate.id] if previous and is_equal else position
        previous = placing
    return ranks


def _with_ranks(placing: Placing, rank: int | None, envelope_rank: int | None) -> Placing:
    return Placing(
        placing.candidate,
        placing.total,
        placing.means,
        placing.complete_count,
        placing.missed,
        misses_total=placing.misses_total,
        is_eligible=placing.is_eligible,
        rank=rank,
        envelope_rank=envelope_rank,
    )


def _fit_envelopes(group: list[Candidate], purse: _Purse, undecided: list[int]) -> list[Candidate]:
    fitting: list[Candidate] = []
    for envelope in sorted({candidate.envelope for candidate in group} - purse.closed):
        members = [candidate for candidate in group if candidate.envelope == envelope]
        if purse.fits(envelope, sum(candidate.requested_cents for candidate in members)):
            fitting += members
            continue
        purse.closed.add(envelope)
        if len(members) > 1 and _one_fits(members, purse.envelopes[envelope]):
            undecided += [candidate.id for candidate in members]
    return sorted(fitting, key=lambda candidate: candidate.id)


def _one_fits(members: Sequence[Candidate], cents: int) -> bool:
    return any(candidate.requested_cents <= cents for candidate in members)
