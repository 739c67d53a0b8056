import datetime

import pytest
from django.urls import reverse

from calls.domain import choosing, limits, proposals
from calls.enums import LimitCounts, LimitRoles, ProposalState
from calls.models import Proposal
from innovet.kit import clock
from innovet.kit.refused import Refused
from innovet.notifications.models import Message
from innovet.organisations.enums import MembershipRole, OrganisationKind
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, CallFactory, ProposalFactory, ProposalRoleFactory, submitted_proposal
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.projects import ConsortiumMemberFactory

pytestmark = pytest.mark.django_db
ENDED = datetime.date(2026, 9, 1)


def submit(proposal):
    return proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)


def pair(**call):
    """One handed in and one complete draft, of one school, for a call that takes one."""
    standing = submitted_proposal(call=CallFactory(limit=1, **call))
    return standing, ProposalFactory(call=standing.call, lead_school=standing.lead_school)


def head_of(school):
    return MembershipFactory(organisation=school, role=MembershipRole.OWNER).user


def test_one_more_than_the_limit_is_refused_in_words():
    standing, draft = pair()
    with pytest.raises(limits.LimitReached, match="neemt er niet meer aan"):
        submit(draft)
    draft.refresh_from_db()
    assert draft.is_draft
    assert limits.exceeded(draft)[0].standing == (standing,)


def test_another_school_another_call_drafts_and_what_was_withdrawn_do_not_count():
    standing, draft = pair()
    assert submit(ProposalFactory(call=standing.call)).number == 1
    assert submit(ProposalFactory(lead_school=standing.lead_school)).number == 1
    Proposal.objects.filter(pk=standing.pk).update(state=ProposalState.WITHDRAWN)
    assert submit(draft).number == 1


def test_without_a_limit_nothing_is_counted(django_assert_num_queries):
    proposal = ProposalFactory()
    with django_assert_num_queries(0):
        limits.require_room(proposal)


def test_the_proposals_of_a_merged_school_count_for_its_successor():
    standing, draft = pair()
    successor = OrganisationFactory()
    between = OrganisationFactory(ended_on=ENDED, successor=successor)
    type(between).objects.filter(pk=standing.lead_school_id).update(ended_on=ENDED, successor=between)
    fresh = ProposalFactory(call=standing.call, lead_school=successor)
    for one in (fresh, Proposal.objects.get(pk=draft.pk)):
        assert limits.exceeded(one)[0].organisation == successor
        with pytest.raises(limits.LimitReached):
            submit(one)


def test_a_board_counts_all_its_schools_and_those_that_merged_into_them():
    board = OrganisationFactory(kind=OrganisationKind.BOARD)
    call = CallFactory(limit=1, limit_counts=LimitCounts.BOARD)
    first, second = OrganisationFactory(), OrganisationFactory()
    board.governed.add(first, second)
    merged = OrganisationFactory(ended_on=ENDED, successor=first)
    submitted_proposal(call=call, lead_school=merged)
    with pytest.raises(limits.LimitReached, match=board.name):
        submit(ProposalFactory(call=call, lead_school=second))
    assert submit(ProposalFactory(call=call)).number == 1


@pytest.mark.parametrize(("roles", "refused"), [(LimitRoles.LEAD, False), (LimitRoles.ANY, True)])
def test_a_partner_school_counts_where_the_call_says_so(roles, refused):
    call = CallFactory(limit=1, limit_roles=roles)
    school, company = OrganisationFactory(), OrganisationFactory(kind=OrganisationKind.COMPANY)
    first, second = ProposalFactory(call=call), ProposalFactory(call=call)
    for proposal in (first, second):
        for partner in (school, company):
            ConsortiumMemberFactory(consortium=proposal.consortium, organisation=partner, confirmed=True)
    submit(first)
    if refused:
        with pytest.raises(limits.LimitReached, match=school.name):
            submit(second)
    else:
        assert submit(second).number == 1


def test_a_lead_school_counts_as_partner_school_in_any_role():
    standing = submitted_proposal(call=CallFactory(limit=1, limit_roles=LimitRoles.ANY))
    other = ProposalFactory(call=standing.call)
    ConsortiumMemberFactory(consortium=other.consortium, organisation=standing.lead_school, confirmed=True)
    with pytest.raises(limits.LimitReached):
        submit(other)


def test_the_head_hands_in_the_one_and_takes_back_the_other_in_one_act():
    standing, draft = pair()
    head = head_of(draft.lead_school)
    version = choosing.hand_in_instead(draft, standing, by=head, at=WHILE_OPEN)
    standing.refresh_from_db()
    assert (standing.state, version.proposal.state) == (ProposalState.DRAFT, ProposalState.SUBMITTED)
    message = Message.objects.get(template="limit_chosen")
    assert message.to == standing.started_by


def test_choosing_does_both_or_neither():
    standing, draft = pair()
    Proposal.objects.filter(pk=draft.pk).update(title="")
    with pytest.raises(proposals.ProposalIncomplete):
        choosing.hand_in_instead(Proposal.objects.get(pk=draft.pk), standing, by=UserFactory(), at=WHILE_OPEN)
    assert Proposal.objects.get(pk=standing.pk).state == ProposalState.SUBMITTED
    with pytest.raises(choosing.NotInTheWay):
        choosing.hand_in_instead(draft, submitted_proposal(), by=UserFactory(), at=WHILE_OPEN)


def test_the_page_of_the_choice_is_for_who_leads_the_school(client):
    standing, draft = pair()
    page = reverse("proposal_choose", args=[draft.pk])
    editor = ProposalRoleFactory(proposal=draft).user
    client.force_login(editor)
    assert client.get(page).status_code == 404
    client.force_login(head_of(draft.lead_school))
    with clock.at(WHILE_OPEN):
        shown = client.get(page).content.decode()
        assert draft.title in shown
        assert standing.title in shown
        assert client.post(page, {}).status_code == 422
        assert client.post(page, {"other": submitted_proposal().pk}).status_code == 422
        assert client.post(page, {"other": standing.pk}).status_code == 302
        assert client.get(reverse("proposal_receipt", args=[draft.pk])).status_code == 200
        assert client.get(reverse("proposal_pdf", args=[draft.pk, 1])).status_code == 404


def test_the_team_asks_the_head_to_choose_once_a_day(client):
    _standing, draft = pair()
    head = head_of(draft.lead_school)
    writer = ProposalRoleFactory(proposal=draft).user
    MembershipFactory(organisation=draft.lead_school, user=writer, role=MembershipRole.EDITOR)
    client.force_login(writer)
    with clock.at(WHILE_OPEN):
        shown = client.get(reverse("proposal_submit", args=[draft.pk])).content.decode()
        assert reverse("choice_ask", args=[draft.pk]) in shown
        for _click in range(2):
            assert client.post(reverse("choice_ask", args=[draft.pk])).status_code == 302
        assert client.post(reverse("proposal_submit", args=[draft.pk])).status_code == 409
    assert Message.objects.filter(template="limit_choice", to=head).count() == 1


def test_asking_a_choice_is_refused_once_there_is_room():
    with pytest.raises(Refused):
        limits.ask_choice(ProposalFactory(), by=UserFactory(), at=WHILE_OPEN)
