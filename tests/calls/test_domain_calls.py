import datetime

import pytest
from django.utils.translation import gettext as _

from calls.domain import calls
from calls.enums import CallState
from calls.models import Call
from calls.tasks import close_calls
from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.kit import clock
from innovet.kit.refused import LostRace, Refused
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    OPENS_AT,
    WHILE_OPEN,
    CallFactory,
    admissible_proposal,
    close,
    reading,
    ready_call,
    submitted_proposal,
)
from tests.factories.projects import CycleFactory

pytestmark = pytest.mark.django_db


def test_a_new_call_has_the_default_criteria_and_legal_texts():
    call = calls.create_call(cycle=CycleFactory(), title="Nieuw", by=UserFactory(), at=WHILE_OPEN)
    assert call.criteria.count() == 7
    assert all(len(criterion.levels) == 6 for criterion in call.criteria.all())
    assert "29 juli 1991" in call.legal_ground
    assert call.state == CallState.DRAFT


def test_the_introduction_is_stored_as_safe_html():
    assert "<h2>Doe mee</h2>" in ready_call().introduction_html
    assert "<script" not in ready_call().introduction_html


def test_publish_call_names_everything_that_is_missing():
    call = CallFactory(draft=True, introduction="", opens_at=None, closes_at=None, budget_cents=0, max_grant_cents=0)
    call.criteria.all().delete()
    with pytest.raises(calls.CallNotReady) as refusal:
        calls.publish_call(call, by=UserFactory(), at=WHILE_OPEN)
    wanted = [
        _("an introduction"),
        _("the purpose"),
        _("the opening and closing moment"),
        _("the budget"),
        _("the maximum grant"),
        _("the period of the projects"),
        _("the envelopes by which the call ranks"),
        _("at least one criterion"),
    ]
    assert [part.text for part in refusal.value.missing] == wanted


def test_publish_call_is_refused_without_a_description_per_level():
    call = ready_call()
    criterion = call.criteria.first()
    calls.save_criterion(
        call, criterion, name="Een", description="", weight=1, minimum=None, levels=["a", "", "c", "d", "e", "f"]
    )
    with pytest.raises(calls.CallNotReady):
        calls.publish_call(call, by=UserFactory(), at=WHILE_OPEN)


def test_publish_call_is_refused_when_the_closing_moment_has_passed():
    with pytest.raises(calls.CallNotReady):
        calls.publish_call(ready_call(), by=UserFactory(), at=CLOSES_AT)


def test_a_published_call_is_frozen():
    call = ready_call()
    calls.publish_call(call, by=UserFactory(), at=WHILE_OPEN)
    stale = Call.objects.get(pk=call.pk)
    acts = [
        lambda: calls.change_call(stale, {"title": "Anders"}),
        lambda: calls.remove_criterion(stale.criteria.first()),
        lambda: calls.set_envelopes(stale, {"limburg": 1}),
        lambda: calls.fill_default_criteria(stale),
        lambda: calls.save_criterion(stale, None, name="x", description="", weight=1, minimum=None, levels=[]),
    ]
    for act in acts:
        with pytest.raises(calls.CallFrozen):
            act()


def test_what_a_colleague_took_out_meanwhile_is_missed_at_publication():
    call = ready_call()
    calls.change_call(Call.objects.get(pk=call.pk), {"introduction": ""})
    with pytest.raises(calls.CallNotReady, match="inleiding"):
        calls.publish_call(call, by=UserFactory(), at=WHILE_OPEN)


def test_of_two_who_publish_one_wins():
    call = ready_call()
    other = Call.objects.get(pk=call.pk)
    calls.publish_call(call, by=UserFactory(), at=WHILE_OPEN)
    with pytest.raises(LostRace):
        calls.publish_call(other, by=UserFactory(), at=WHILE_OPEN)
    assert call.moves.count() == 1


def test_envelopes_are_replaced_and_empty_amounts_left_out():
    call = ready_call()
    calls.set_envelopes(call, {"limburg": 5_000_000, "antwerpen": 0})
    calls.set_envelopes(call, {"limburg": 4_000_000})
    assert list(call.envelopes.values_list("province", "amount_cents")) == [("limburg", 4_000_000)]


def test_a_call_is_open_from_its_opening_until_the_closing_instant():
    call = CallFactory()
    instant = datetime.timedelta(microseconds=1)
    assert not call.is_open_at(OPENS_AT - instant)
    assert call.is_open_at(OPENS_AT)
    assert call.is_open_at(CLOSES_AT - instant)
    assert not call.is_open_at(CLOSES_AT)


def test_the_sweep_closes_calls_whose_moment_passed():
    call = CallFactory()
    with clock.at(CLOSES_AT - datetime.timedelta(seconds=1)):
        assert close_calls() == 0
    with clock.at(CLOSES_AT):
        assert close_calls() == 1
        assert close_calls() == 0
    call.refresh_from_db()
    assert call.state == CallState.CLOSED


def test_close_call_is_refused_before_its_moment():
    with pytest.raises(Refused):
        calls.close_call(CallFactory(), by=UserFactory(), at=WHILE_OPEN)


def test_open_review_is_refused_while_a_proposal_waits_for_its_check():
    proposal = submitted_proposal()
    with pytest.raises(calls.NotAllChecked):
        calls.open_review(close(proposal.call), by=UserFactory(), at=AFTER)


def test_open_review_is_refused_without_an_admissible_proposal():
    with pytest.raises(calls.NotAllChecked):
        calls.open_review(close(CallFactory()), by=UserFactory(), at=AFTER)


def test_close_review_asks_a_reason_when_reviews_are_missing():
    proposal = admissible_proposal()
    call = close(proposal.call)
    calls.open_review(call, by=UserFactory(), at=AFTER)
    with pytest.raises(calls.ReviewsMissing):
        calls.close_review(call, by=UserFactory(), at=AFTER)
    calls.close_review(call, by=UserFactory(), at=AFTER, reason="Lezer is ziek.")
    assert call.are_reviews_shared


def test_close_review_opens_the_ranking_when_all_are_in():
    proposal = admissible_proposal()
    reading(proposal)
    call = proposal.call
    calls.close_review(call, by=UserFactory(), at=AFTER)
    with pytest.raises(MoveNotAllowed):
        calls.close_review(call, by=UserFactory(), at=AFTER)
