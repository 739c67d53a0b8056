import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls.domain import proposals
from calls.enums import DecisionState
from calls.models import Proposal, Review
from calls.views.decisions import two_decimals
from innovet.accounts.models import User
from innovet.kit import clock
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    WHILE_OPEN,
    CallFactory,
    ProposalFactory,
    admissible_proposal,
    close,
    decided_proposal,
    deliberated_proposal,
    reading,
    state_interests,
    submitted_proposal,
    turned_down,
)
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db


def client_of(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def owner_of(proposal):
    return client_of(proposal.started_by)


def post(client, name, pk, data=None, at=WHILE_OPEN):
    with clock.at(at):
        return client.post(reverse(name, args=[pk]), data or {})


def get(client, name, *args, at=WHILE_OPEN):
    with clock.at(at):
        return client.get(reverse(name, args=args))


def count(client, name, *args, at=AFTER):
    with clock.at(at), CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(name, args=args)).status_code == 200
    return len(queries)


def test_saving_after_somebody_handed_in_keeps_the_text_in_the_page():
    proposal = submitted_proposal()
    response = post(owner_of(proposal), "proposal_edit", proposal.pk, {"title": "Te laat getypt", "revision": 1})
    assert response.status_code == 409
    assert "Te laat getypt" in response.content.decode()


def test_a_page_opened_in_time_is_refused_one_instant_too_late():
    proposal = ProposalFactory()
    client = owner_of(proposal)
    assert get(client, "proposal_submit", proposal.pk).status_code == 200
    response = post(client, "proposal_submit", proposal.pk, at=CLOSES_AT)
    assert response.status_code == 409
    proposal.refresh_from_db()
    assert proposal.is_draft
    last = CLOSES_AT - datetime.timedelta(microseconds=1)
    assert post(client, "proposal_submit", proposal.pk, at=last).url == reverse("proposal_receipt", args=[proposal.pk])


def test_the_check_page_links_every_missing_part():
    proposal = ProposalFactory(plan=False)
    page = get(owner_of(proposal), "proposal_submit", proposal.pk).content.decode()
    for name in ("proposal_partners", "proposal_budget", "proposal_plan"):
        assert page.count(f'href="{reverse(name, args=[proposal.pk])}"') == 2


def test_the_receipt_shows_moment_and_hash():
    proposal = submitted_proposal()
    page = get(owner_of(proposal), "proposal_receipt", proposal.pk).content.decode()
    assert proposal.versions.get().sha256 in page
    assert "10:00:00" in page


def test_the_school_reads_in_review_until_its_letter_is_released():
    proposal = deliberated_proposal()
    client = owner_of(proposal)
    for path in (reverse("proposal_list"), reverse("proposal_detail", args=[proposal.pk])):
        with clock.at(AFTER):
            page = client.get(path).content.decode()
        assert "in beoordeling" in page
        assert "ontvankelijk" not in page


def test_nothing_on_its_page_tells_a_school_how_its_proposal_was_judged():
    call = CallFactory()
    judged, turned_away = admissible_proposal(call=call), submitted_proposal(call=call)
    turned_down(turned_away)
    pages = [get(owner_of(one), "proposal_detail", one.pk, at=AFTER).content.decode() for one in (judged, turned_away)]
    withdrawals = [reverse("proposal_withdraw", args=[one.pk]) for one in (judged, turned_away)]
    assert [address in page for address, page in zip(withdrawals, pages, strict=True)] == [True, True]
    answers = [get(owner_of(one), "proposal_withdraw", one.pk, at=AFTER).status_code for one in (judged, turned_away)]
    assert answers == [200, 200]


def test_all_letters_go_but_that_of_a_withdrawn_proposal():
    proposal = decided_proposal()
    other = decided_proposal()
    proposals.withdraw_proposal(other, reason="", by=other.started_by, at=AFTER)
    client = client_of(UserFactory(coordinator=True))
    for one in (proposal, other):
        post(client, "decision_release_all", one.call_id, at=AFTER)
    proposal.decision.refresh_from_db()
    other.decision.refresh_from_db()
    assert proposal.decision.state == DecisionState.RELEASED
    assert other.decision.state == DecisionState.PREPARED


def test_a_start_clicked_twice_leads_to_the_same_draft():
    call = CallFactory()
    member = MembershipFactory()
    client = client_of(member.user)
    data = {"school": member.organisation.name_and_town, "key": "once"}
    first, second = (post(client, "proposal_start", call.pk, data) for _click in range(2))
    assert first.url == second.url
    assert Proposal.objects.count() == 1


def test_a_review_is_saved_before_handing_in_is_refused():
    proposal = admissible_proposal()
    done = reading(proposal)
    review = Review.objects.create(
        proposal=proposal,
        version=proposal.versions.get(),
        reviewer=UserFactory(steering=True),
        assigned_by=done.assigned_by,
        assigned_at=AFTER,
    )
    state_interests(proposal.call, review.reviewer)
    key = proposal.call.criteria.first().pk
    data = {f"points_{key}": "3", "revision": "1", "act": "submit"}
    response = post(client_of(review.reviewer), "review_edit", review.pk, data, at=AFTER)
    assert response.url == reverse("review_edit", args=[review.pk])
    assert review.scores.get(criterion=key).points == 3


def test_others_reviews_stay_closed_until_the_round_closes():
    from calls.domain.calls import close_review

    proposal = admissible_proposal()
    mine, other = reading(proposal), reading(proposal)
    client = client_of(mine.reviewer)
    assert other.reviewer.name not in get(client, "review_edit", mine.pk, at=AFTER).content.decode()
    close_review(proposal.call, by=UserFactory(), at=AFTER)
    assert other.reviewer.name in get(client, "review_edit", mine.pk, at=AFTER).content.decode()


def test_a_tied_coordinator_sees_no_ranking_of_that_envelope():
    proposal = deliberated_proposal(title="Geheim voorstel")
    open_client, tied = client_of(UserFactory(coordinator=True)), UserFactory(coordinator=True)
    MembershipFactory(user=tied, organisation=proposal.consortium.members.get().organisation)
    assert "Geheim voorstel" in get(open_client, "call_ranking", proposal.call_id, at=AFTER).content.decode()
    assert "Geheim voorstel" not in get(client_of(tied), "call_ranking", proposal.call_id, at=AFTER).content.decode()


def test_the_public_page_of_a_call_takes_few_statements():
    call = CallFactory()
    assert count(Client(), "call_detail", call.pk) <= 5
    assert count(Client(), "call_list") <= 5


@pytest.mark.parametrize("name", ["proposal_list", "review_list"])
def test_ones_own_lists_are_flat(name):
    call = CallFactory()
    proposal = admissible_proposal(call=call)
    more = [admissible_proposal(call=call, started_by=proposal.started_by) for _row in range(2)]
    owner, reader = proposal.started_by, UserFactory(steering=True)
    reading(proposal, reader=reader)
    user = owner if name == "proposal_list" else reader
    before = count(client_of(user), name)
    for other in more:
        reading(other, reader=reader)
    assert count(client_of(user), name) <= max(before, 1)
    assert before <= 12


def test_the_coordinators_lists_are_flat():
    call = CallFactory()
    several = [admissible_proposal(call=call) for _row in range(3)]
    reading(several[0])
    client = client_of(UserFactory(coordinator=True))
    names = ("proposal_admin_list", "call_manage", "decision_list")
    before = {name: count(client, name, call.pk) for name in names}
    for proposal in several[1:]:
        reading(proposal)
    assert {name: count(client, name, call.pk) for name in names} == before
    assert max(before.values()) <= 12


def test_the_list_is_filtered_by_words_state_and_province():
    call = CallFactory()
    submitted_proposal(call=call, title="Zonnepanelen")
    submitted_proposal(call=call, title="Houtbouw")
    close(call)
    client = client_of(UserFactory(coordinator=True))
    address = reverse("proposal_admin_list", args=[call.pk])
    with clock.at(AFTER):
        page = client.get(address, {"q": "zonne", "state": "submitted", "province": "oost-vlaanderen"})
        assert "Zonnepanelen" in page.content.decode()
        assert "Houtbouw" not in page.content.decode()
        assert client.get(address, {"q": "\x00", "state": "x", "page": "9" * 30}).status_code == 200


def test_scores_are_printed_with_two_decimals_half_up():
    from fractions import Fraction

    assert two_decimals(Fraction(5, 2)) == "2,50"
    assert two_decimals(Fraction(2125, 1000)) == "2,13"
    assert two_decimals(Fraction(1, 3)) == "0,33"
    assert two_decimals(None) == ""
