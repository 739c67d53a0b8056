import datetime

import pytest

from calls.domain import calls, conflicts, reviews
from calls.domain.ties import find_ties
from calls.enums import ConflictGrade, ConflictKind, ConflictOrigin, ConflictScope, ConflictState, ReviewState
from calls.models import ConflictOfInterest, ConflictStatement, Proposal
from innovet.education import Network, Province
from innovet.kit import clock
from innovet.kit.refused import ReasonMissing, Refused
from innovet.organisations.enums import OrganisationKind
from innovet.organisations.models import Membership, Organisation
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CallFactory,
    EnvelopeFactory,
    ProposalRoleFactory,
    admissible_proposal,
    close,
    state_interests,
    submitted_proposal,
)
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.projects import ConsortiumFactory, ConsortiumMemberFactory, CycleFactory, ProjectFactory

pytestmark = pytest.mark.django_db
DAY = AFTER.date()


def judge(**columns):
    """A member of the steering group who works somewhere."""
    person, organisation = UserFactory(steering=True), OrganisationFactory()
    Organisation.objects.filter(pk=organisation.pk).update(**columns)
    MembershipFactory(user=person, organisation=organisation)
    return person


def closed_proposal():
    """Admissible, its call closed; links were looked for."""
    proposal = admissible_proposal()
    close(proposal.call)
    proposal.refresh_from_db()
    return proposal


def _organisation(person):
    return Membership.objects.get(user=person).organisation


def tie_of(person, proposal):
    row = Proposal.objects.select_related("lead_school").get(pk=proposal.pk)
    return next((tie.kind for tie in find_ties([person], [row], on=DAY)), None)


def lead(proposal, **values):
    type(proposal.lead_school).objects.filter(pk=proposal.lead_school_id).update(**values)


def test_somebody_of_the_lead_school_is_found():
    proposal = submitted_proposal()
    person = UserFactory(steering=True)
    MembershipFactory(user=person, organisation=proposal.lead_school)
    assert tie_of(person, proposal) == ConflictKind.SAME_ORGANISATION


def test_somebody_of_a_partner_is_found():
    proposal = submitted_proposal()
    person = judge()
    ConsortiumMemberFactory(consortium=proposal.consortium, organisation=_organisation(person), confirmed=True)
    assert tie_of(person, proposal) == ConflictKind.PARTNER


def test_somebody_who_is_the_contact_or_in_the_team_is_named():
    proposal = submitted_proposal()
    contact, colleague = UserFactory(steering=True), UserFactory(steering=True)
    ConsortiumMemberFactory(consortium=proposal.consortium, contact_email=contact.email.upper())
    ProposalRoleFactory(proposal=proposal, user=colleague)
    assert tie_of(contact, proposal) == tie_of(colleague, proposal) == ConflictKind.NAMED


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("board", ConflictKind.SAME_BOARD),
        ("school_community", ConflictKind.SAME_COMMUNITY),
        ("school_group", ConflictKind.SAME_GROUP),
        ("parent_company", ConflictKind.COMPANY_GROUP),
    ],
)
def test_a_shared_board_or_group_is_found(column, kind):
    proposal = submitted_proposal()
    above = OrganisationFactory(kind=OrganisationKind.OTHER, province="", network="")
    lead(proposal, **{column: above})
    inside = UserFactory(steering=True)
    MembershipFactory(user=inside, organisation=above)
    assert tie_of(judge(**{column: above, "province": ""}), proposal) == kind
    assert tie_of(inside, proposal) in {kind, ConflictKind.SAME_BOARD}


def test_an_earlier_project_together_is_told_for_some_years():
    proposal = submitted_proposal()
    lead(proposal, network="", province="")
    person = judge(network="", province="")
    cycle = CycleFactory(starts_on=datetime.date(2025, 9, 1), ends_on=datetime.date(2026, 8, 31))
    consortium = ConsortiumFactory(lead_school=proposal.lead_school)
    ConsortiumMemberFactory(consortium=consortium, organisation=_organisation(person))
    ProjectFactory(cycle=cycle, consortium=consortium)
    assert tie_of(person, proposal) == ConflictKind.SHARED_PARTNER
    type(cycle).objects.filter(pk=cycle.pk).update(
        starts_on=datetime.date(2019, 9, 1), ends_on=datetime.date(2020, 8, 31)
    )
    assert tie_of(person, proposal) is None


def test_the_same_network_or_province_is_told_only():
    proposal = submitted_proposal()
    lead(proposal, network=Network.GO, province=Province.LIMBURG)
    assert tie_of(judge(network=Network.GO, province=Province.ANTWERP), proposal) == ConflictKind.SAME_NETWORK
    assert tie_of(judge(network="", province=Province.LIMBURG), proposal) == ConflictKind.SAME_PROVINCE
    assert tie_of(judge(network="", province=Province.ANTWERP), proposal) is None


def test_ties_are_read_in_the_same_number_of_statements_for_one_and_for_many(django_assert_num_queries):
    proposals = [submitted_proposal() for _ in range(3)]
    people = [judge() for _ in range(3)]
    for number in (1, 3):
        rows = list(
            Proposal.objects.select_related("lead_school").filter(pk__in=[one.pk for one in proposals[:number]])
        )
        with django_assert_num_queries(6):
            find_ties(people[:number], rows, on=DAY)


def found(proposal, person):
    return ConflictOfInterest.objects.get(proposal=proposal, user=person)


def test_closing_a_call_finds_links_and_one_that_bars_stands_at_once():
    proposal = submitted_proposal()
    barred, asked = UserFactory(steering=True), judge(board=OrganisationFactory())
    MembershipFactory(user=barred, organisation=proposal.lead_school)
    lead(proposal, board=_organisation(asked).board)
    close(proposal.call)
    assert found(proposal, barred).state == ConflictState.CONFIRMED
    assert found(proposal, asked).state == ConflictState.PROPOSED
    assert found(proposal, asked).grade == ConflictGrade.DECLARE


def test_searching_again_finds_nothing_new_and_a_closer_link_takes_the_place():
    proposal = admissible_proposal()
    lead(proposal, province=Province.LIMBURG, network="")
    person = judge(province=Province.LIMBURG, network="")
    assert conflicts.search_conflicts(proposal.call, at=AFTER) >= 1
    assert conflicts.search_conflicts(proposal.call, at=AFTER) == 0
    MembershipFactory(user=person, organisation=proposal.lead_school)
    assert conflicts.search_conflicts(proposal.call, at=AFTER) == 1
    conflict = found(proposal, person)
    assert (conflict.kind, conflict.state) == (ConflictKind.SAME_ORGANISATION, ConflictState.CONFIRMED)


def test_a_link_found_later_voids_the_reading_but_keeps_it():
    proposal = closed_proposal()
    person = UserFactory(steering=True)
    review = reviews.assign_reader(proposal, person, by=UserFactory(coordinator=True), at=AFTER)
    MembershipFactory(user=person, organisation=proposal.lead_school)
    conflicts.search_conflicts(proposal.call, at=AFTER)
    review.refresh_from_db()
    assert review.state == ReviewState.VOID
    assert "hoort bij" in review.moves.latest("pk").reason


def test_a_person_states_a_conflict_and_nobody_dismisses_it():
    proposal = closed_proposal()
    person, coordinator = UserFactory(steering=True), UserFactory(coordinator=True)
    conflicts.state_conflicts(person, [proposal], {proposal.pk: "Mijn broer geeft er les."}, {}, at=AFTER)
    conflict = found(proposal, person)
    assert (conflict.origin, conflict.state) == (ConflictOrigin.DECLARED, ConflictState.CONFIRMED)
    with pytest.raises(Refused):
        conflicts.dismiss_conflict(conflict, reason="Toch niet.", by=coordinator, at=AFTER)


def test_a_close_link_is_denied_with_a_reason_only():
    proposal = closed_proposal()
    board = OrganisationFactory()
    lead(proposal, board=board)
    person = judge(board=board)
    conflicts.search_conflicts(proposal.call, at=AFTER)
    with pytest.raises(ReasonMissing):
        conflicts.state_conflicts(person, [proposal], {}, {}, at=AFTER)
    conflicts.state_conflicts(person, [proposal], {}, {proposal.pk: "Ander bestuur sinds 2020."}, at=AFTER)
    conflict = found(proposal, person)
    assert conflict.state == ConflictState.DISMISSED
    assert conflict.moves.get().reason == "Ander bestuur sinds 2020."


def test_a_coordinator_confirms_what_a_person_denied_but_not_about_oneself():
    proposal = closed_proposal()
    board = OrganisationFactory()
    lead(proposal, board=board)
    person, coordinator = judge(board=board), UserFactory(coordinator=True)
    conflicts.search_conflicts(proposal.call, at=AFTER)
    state_interests(proposal.call, person)
    conflict = found(proposal, person)
    with pytest.raises(Refused):
        conflicts.confirm_conflict(conflict, reason="Toch.", by=person, at=AFTER)
    conflicts.confirm_conflict(conflict, reason="Het bestuur is hetzelfde.", by=coordinator, at=AFTER)
    assert not Proposal.objects.ranked_for(type(person).objects.get(pk=person.pk)).filter(pk=proposal.pk).exists()


def test_nothing_is_read_before_interests_are_stated():
    proposal = closed_proposal()
    person = UserFactory(steering=True)
    reviews.assign_reader(proposal, person, by=UserFactory(coordinator=True), at=AFTER)
    assert not Proposal.objects.visible_to(person, at=AFTER).filter(pk=proposal.pk).exists()
    state_interests(proposal.call, person)
    assert Proposal.objects.visible_to(person, at=AFTER).filter(pk=proposal.pk).exists()


def two_in_one_envelope(scope):
    call = CallFactory(conflict_scope=scope)
    EnvelopeFactory(call=call, province=Province.EAST_FLANDERS)
    EnvelopeFactory(call=call, province=Province.LIMBURG)
    ghent = OrganisationFactory(province=Province.EAST_FLANDERS)
    hasselt = OrganisationFactory(province=Province.LIMBURG)
    proposals = [submitted_proposal(call=call, lead_school=school) for school in (ghent, ghent, hasselt)]
    close(call)
    return [Proposal.objects.select_related("call").get(pk=one.pk) for one in proposals]


@pytest.mark.parametrize(
    ("scope", "barred"),
    [
        (ConflictScope.PROPOSAL, [True, False, False]),
        (ConflictScope.ENVELOPE, [True, True, False]),
        (ConflictScope.CALL, [True, True, True]),
    ],
)
def test_who_takes_part_is_barred_as_far_as_the_call_says(scope, barred):
    proposals = two_in_one_envelope(scope)
    person = UserFactory(steering=True)
    ProposalRoleFactory(proposal=proposals[0], user=person)
    assert [person.pk in conflicts.barred_people(one) for one in proposals] == barred
    free = conflicts.free_judges(proposals[0].call, {person.pk})
    assert [free[one.pk] == 0 for one in proposals] == barred


def test_without_envelopes_everything_competes():
    call = CallFactory()
    proposals = [submitted_proposal(call=call) for _ in range(2)]
    close(call)
    person = UserFactory(steering=True)
    ProposalRoleFactory(proposal=proposals[0], user=person)
    assert person.pk in conflicts.barred_people(Proposal.objects.get(pk=proposals[1].pk))


@pytest.fixture
def reader(client):
    person = UserFactory(steering=True)
    client.force_login(person)
    client.person = person
    return client


def get(client, url):
    with clock.at(AFTER):
        return client.get(url)


def post(client, url, data):
    with clock.at(AFTER):
        return client.post(url, data)


def test_a_reader_is_sent_to_state_interests_first_and_states_the_rest_in_one_act(reader):
    proposals = [closed_proposal()]
    call = proposals[0].call
    review = reviews.assign_reader(proposals[0], reader.person, by=UserFactory(coordinator=True), at=AFTER)
    calls.open_review(call, by=UserFactory(coordinator=True), at=AFTER)
    page = f"/oproepen/{call.pk}/belangen-verklaren/"
    assert get(reader, review.get_absolute_url()).url == page
    assert get(reader, page).status_code == 200
    assert post(reader, page, {"rest": "yes"}).status_code == 302
    assert ConflictStatement.objects.filter(user=reader.person).count() == 1
    assert get(reader, review.get_absolute_url()).status_code == 200


def test_a_conflict_without_an_explanation_comes_back_as_typed(reader):
    proposal = closed_proposal()
    page = f"/oproepen/{proposal.call_id}/belangen-verklaren/"
    answer = post(reader, page, {f"answer_{proposal.pk}": "conflict", "rest": "yes"})
    assert answer.status_code == 422
    assert not ConflictStatement.objects.exists()
    done = post(reader, page, {f"answer_{proposal.pk}": "conflict", f"reason_{proposal.pk}": "Familie."})
    assert done.status_code == 302
    assert get(reader, "/beoordelingen/").status_code == 200
    assert found(proposal, reader.person).reason == "Familie."


def test_the_list_of_conflicts_takes_as_many_statements_for_one_as_for_three(client, django_assert_max_num_queries):
    proposal = closed_proposal()
    client.force_login(UserFactory(coordinator=True))
    url = f"/oproepen/{proposal.call_id}/belangenconflicten/"
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(20) as queries:
            assert get(client, url).status_code == 200
        counts.append(len(queries))
        for person in (judge(), judge(), judge()):
            conflicts.note_conflict(
                proposal, person, reason="Familie.", origin=ConflictOrigin.DECLARED, by=person, at=AFTER
            )
    assert counts[0] + 1 >= counts[1]


def test_the_same_word_said_twice_stays_one():
    proposal, person = closed_proposal(), UserFactory(steering=True)
    for _ in range(2):
        conflicts.state_conflicts(person, [proposal], {proposal.pk: "Familie."}, {}, at=AFTER)
    assert found(proposal, person).state == ConflictState.CONFIRMED
    assert ConflictStatement.objects.filter(user=person, proposal=proposal).count() == 1


def test_a_dismissed_link_does_not_stand_beside_a_conflict_that_stands():
    proposal = closed_proposal()
    lead(proposal, province=Province.LIMBURG, network="")
    person, coordinator = judge(province=Province.LIMBURG, network=""), UserFactory(coordinator=True)
    conflicts.search_conflicts(proposal.call, at=AFTER)
    state_interests(proposal.call, person)
    dismissed = found(proposal, person)
    conflicts.note_conflict(proposal, person, reason="Familie.", origin=ConflictOrigin.DECLARED, by=person, at=AFTER)
    with pytest.raises(Refused):
        conflicts.confirm_conflict(dismissed, reason="Toch.", by=coordinator, at=AFTER)
    dismissed = ConflictOfInterest.objects.get(pk=dismissed.pk)
    assert dismissed.state == ConflictState.DISMISSED
