from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.selection.ranking import (
    Candidate,
    Reading,
    Rules,
    Yardstick,
    award_strictly,
    mean,
    middle,
    rank_proposals,
    weighted_total,
)

RULES = Rules((Yardstick(1, 3), Yardstick(2, 1)))


def reading(proposal, first, second):
    return Reading(proposal, {1: first, 2: second})


def test_a_total_is_the_weighted_mean_on_the_scale_of_the_levels():
    assert weighted_total({1: 5, 2: 1}, RULES) == 4
    assert weighted_total({1: 5, 2: 5}, RULES) == 5


def test_a_missing_score_is_missing_and_never_zero():
    assert weighted_total({1: 5}, RULES) is None
    placings = rank_proposals([Candidate(1)], [Reading(1, {1: 5}), reading(1, 4, 4)], RULES)
    assert placings[0].total == 4
    assert placings[0].complete_count == 1


def test_a_proposal_without_enough_readings_has_no_total_and_no_rank():
    rules = Rules(RULES.yardsticks, minimum_reviews=2)
    placing = rank_proposals([Candidate(1)], [reading(1, 5, 5)], rules)[0]
    assert (placing.total, placing.rank, placing.is_eligible) == (None, None, False)


def test_the_mean_is_exact_and_equals_share_a_rank():
    readings = [reading(1, 1, 0), reading(1, 0, 0), reading(1, 0, 0), reading(2, 1, 0), reading(2, 0, 0)]
    readings += [reading(2, 0, 0), reading(3, 5, 5), reading(4, 0, 0)]
    placings = rank_proposals([Candidate(n) for n in (4, 2, 3, 1)], readings, RULES)
    assert [(p.candidate.id, p.rank) for p in placings] == [(3, 1), (1, 2), (2, 2), (4, 4)]
    assert placings[1].total == Fraction(1, 4)


def test_thresholds_are_compared_unrounded():
    rules = Rules((Yardstick(1, 1, minimum=Fraction(5, 2)),), total_minimum=Fraction(3))
    placings = rank_proposals(
        [Candidate(1), Candidate(2), Candidate(3)],
        [Reading(1, {1: 2}), Reading(1, {1: 3}), Reading(2, {1: 2}), Reading(3, {1: 3})],
        rules,
    )
    found = {p.candidate.id: p for p in placings}
    assert found[1].missed == ()
    assert found[1].misses_total
    assert found[2].missed == (1,)
    assert found[3].is_eligible
    assert found[2].rank == 3


def test_ranks_are_given_per_envelope_and_overall():
    placings = rank_proposals(
        [Candidate(1, "a"), Candidate(2, "b"), Candidate(3, "a")],
        [reading(1, 3, 3), reading(2, 4, 4), reading(3, 2, 2)],
        RULES,
    )
    assert [(p.candidate.id, p.rank, p.envelope_rank) for p in placings] == [(2, 1, 1), (1, 2, 1), (3, 3, 2)]


def placed(*rows):
    candidates = [Candidate(n, envelope, cents) for n, (envelope, cents, _score) in enumerate(rows, start=1)]
    readings = [reading(n, score, score) for n, (_envelope, _cents, score) in enumerate(rows, start=1)]
    return rank_proposals(candidates, readings, RULES)


def test_an_envelope_stops_at_the_first_that_does_not_fit():
    awards = award_strictly(placed(("a", 60, 5), ("a", 50, 4), ("a", 10, 3), ("b", 10, 2)), {"a": 100, "b": 100}, 200)
    assert awards.selected == (1, 4)
    assert awards.left_cents == {"a": 40, "b": 90}
    assert awards.total_left_cents == 130


def test_equals_at_the_line_are_left_to_the_tie_rule():
    awards = award_strictly(placed(("a", 60, 5), ("a", 40, 4), ("a", 40, 4), ("a", 10, 3)), {"a": 100}, 100)
    assert awards.selected == (1,)
    assert awards.undecided == (2, 3)


def test_the_total_binds_where_envelopes_together_exceed_it():
    awards = award_strictly(placed(("a", 60, 5), ("b", 60, 4), ("a", 10, 3)), {"a": 100, "b": 100}, 100)
    assert awards.selected == (1,)
    assert awards.undecided == ()


def test_equals_that_only_the_total_parts_are_left_to_the_tie_rule():
    awards = award_strictly(placed(("a", 60, 4), ("b", 60, 4)), {"a": 100, "b": 100}, 100)
    assert awards.selected == ()
    assert awards.undecided == (1, 2)


def test_without_envelopes_only_the_total_binds():
    awards = award_strictly(placed(("a", 60, 5), ("b", 50, 4), ("a", 10, 3)), {}, 100)
    assert awards.selected == (1,)


def test_rules_need_a_criterion_and_positive_weights():
    with pytest.raises(ValueError, match="criterion"):
        Rules(())
    with pytest.raises(ValueError, match="positive"):
        Rules((Yardstick(1, 0),))


def test_the_mean_of_nothing_is_nothing():
    assert mean([]) is None


SCORES = st.fixed_dictionaries({}, optional={1: st.integers(0, 5), 2: st.integers(0, 5)})
ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 60), st.lists(SCORES, max_size=4)), min_size=1, max_size=9
)


def build(rows):
    candidates = [Candidate(n, envelope, cents) for n, (envelope, cents, _scores) in enumerate(rows)]
    readings = [Reading(n, scores) for n, (_envelope, _cents, all_scores) in enumerate(rows) for scores in all_scores]
    return candidates, readings


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(rows, random):
    candidates, readings = build(rows)
    expected = rank_proposals(candidates, readings, RULES)
    random.shuffle(candidates)
    random.shuffle(readings)
    assert rank_proposals(candidates, readings, RULES) == expected


@given(ROWS)
def test_a_better_total_never_has_a_worse_rank(rows):
    placings = [p for p in rank_proposals(*build(rows), RULES) if p.total is not None]
    for one in placings:
        better = sum(other.total > one.total for other in placings)
        assert one.rank == better + 1
        assert 0 <= one.total <= 5


@given(ROWS, st.integers(0, 200), st.dictionaries(st.sampled_from("abc"), st.integers(0, 100)))
def test_awards_never_exceed_an_envelope_or_the_total(rows, budget, envelopes):
    placings = rank_proposals(*build(rows), RULES)
    awards = award_strictly(placings, envelopes, budget)
    chosen = [p for p in placings if p.candidate.id in awards.selected]
    assert sum(p.candidate.requested_cents for p in chosen) == budget - awards.total_left_cents
    assert awards.total_left_cents >= 0
    assert all(cents >= 0 for cents in awards.left_cents.values())
    assert all(p.is_eligible for p in chosen)
    assert not set(awards.selected) & set(awards.undecided)


@given(ROWS, st.integers(0, 200), st.dictionaries(st.sampled_from("abc"), st.integers(0, 100)))
def test_nobody_is_selected_past_a_better_one_of_the_same_envelope(rows, budget, envelopes):
    placings = [p for p in rank_proposals(*build(rows), RULES) if p.is_eligible]
    selected = set(award_strictly(placings, envelopes, budget).selected)
    for winner in placings:
        if winner.candidate.id in selected:
            same = [p for p in placings if p.candidate.envelope == winner.candidate.envelope]
            assert all(p.candidate.id in selected for p in same if p.total >= winner.total)


def test_the_median_counts_when_the_call_says_so():
    yardsticks = (Yardstick(1, 1),)
    readings = [Reading(1, {1: points}) for points in (0, 4, 5)]
    [by_mean] = rank_proposals([Candidate(1)], readings, Rules(yardsticks))
    [by_median] = rank_proposals([Candidate(1)], readings, Rules(yardsticks, uses_median=True))
    assert (by_mean.total, by_median.total) == (3, 4)
    assert middle([4, 5]) == Fraction(9, 2)


def test_what_a_province_adds_is_spent_first_and_takes_nothing_of_the_total():
    rules = Rules((Yardstick(1, 1),))
    candidates = [Candidate(1, "limburg", 60), Candidate(2, "limburg", 40), Candidate(3, "antwerpen", 50)]
    readings = [Reading(candidate.id, {1: 6 - candidate.id}) for candidate in candidates]
    placings = rank_proposals(candidates, readings, rules)
    envelopes = {"limburg": 100, "antwerpen": 50}
    with_top_up = award_strictly(placings, envelopes, 100, {"limburg": 50})
    assert (with_top_up.selected, with_top_up.total_left_cents) == ((1, 2, 3), 0)
    assert award_strictly(placings, envelopes, 100).selected == (1, 2)
