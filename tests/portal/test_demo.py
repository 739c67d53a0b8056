import pytest
from django.core.management import call_command
from django.db.models import Sum

from calls.domain import admissibility
from calls.enums import (
    ApprovalState,
    CallState,
    CompletionState,
    DecisionState,
    ExtensionState,
    Outcome,
    ProposalState,
    Requirement,
    TeamRole,
    TurnDownState,
)
from calls.models import Approval, Call, Completion, Decision, HelpRequest, Proposal, ProposalVersion, TurnDown
from innovet.accounts.models import User
from innovet.education import Province
from innovet.kit import clock
from innovet.notifications.enums import MessageState
from innovet.organisations.models import Organisation
from innovet.portal import contributions
from innovet.portal.demo import people
from innovet.portal.demo.calling import moment
from innovet.questions.models import Question
from network.enums import RegistrationState
from network.models import Event, Registration
from projects.models import Project
from valorisation.models import LearningResource

# The day after the last that the story tells.
TOLD_AT = moment(2026, 11, 28)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker):
    """The story told once for the module."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_the_first_cycle_has_22_proposals_and_13_awards_in_five_envelopes(story):
    call = Call.objects.get(cycle__name="2019-2020")
    awards = Decision.objects.filter(proposal__call=call, outcome=Outcome.SELECTED, state=DecisionState.RELEASED)
    assert call.state == CallState.DECIDED
    assert call.proposals.count() == 22
    assert awards.count() == 13
    assert awards.aggregate(total=Sum("grant_cents"))["total"] == 22_900_000
    assert all(1_300_000 <= cents <= 2_200_000 for cents in awards.values_list("grant_cents", flat=True))
    spent = {}
    for award in awards.select_related("proposal"):
        spent[award.proposal.envelope_province] = spent.get(award.proposal.envelope_province, 0) + award.grant_cents
    assert len(spent) == 5
    assert max(spent.values()) <= 5_000_000


def test_recorded_projects_have_their_facts_only(story):
    recorded = Project.objects.exclude(source_certainty="")
    assert recorded.count() == 4
    assert not Proposal.objects.filter(project__in=recorded).exists()
    assert sorted(recorded.filter(grant_cents__isnull=False).values_list("grant_cents", flat=True)) == [
        1_300_000,
        1_400_000,
    ]


def test_the_second_cycle_has_nine_projects_and_a_third_runs(story):
    assert Project.objects.filter(cycle__name="2020-2021", state="closed").count() == 9
    assert Project.objects.filter(cycle__name="2026-2027", state="running").count() == 1
    states = set(Call.objects.filter(cycle__name="2026-2027").values_list("state", flat=True))
    assert states == {CallState.REVIEW, CallState.PUBLISHED, CallState.CLOSED}


def test_every_role_can_sign_in_and_all_that_is_made_up_is_marked(story):
    assert len(people.present()) == len(people.CAST)
    assert all(
        user.check_password(people.PASSWORD)
        for user in User.objects.filter(email__endswith="@demo.innovet.example")[:2]
    )
    schools = Proposal.objects.values("lead_school")
    assert not Organisation.objects.filter(pk__in=schools, is_demo=False).exists()


def test_the_catalogue_and_the_network_live(story):
    assert LearningResource.objects.published().count() == 3
    event = Event.objects.get(state="published")
    assert event.tables.count() == 5
    assert Registration.objects.filter(event=event, state=RegistrationState.WAITING).count() == 1


def test_proposals_stand_in_every_state(story):
    assert set(Proposal.objects.values_list("state", flat=True)) == set(ProposalState)


def test_the_call_that_has_just_closed_has_the_frame_of_the_first_cycle_and_22_proposals_in_six_regions(story):
    call = _closed_call()
    questions = Question.objects.filter(section__questionnaire=call.questionnaire)
    assert call.cycle.themes.count() == 7
    assert sorted(questions.values_list("max_words", flat=True)) == [1000, 1000, 1500, 1500]
    assert set(call.envelopes.values_list("amount_cents", flat=True)) == {5_000_000}
    assert set(call.proposals.values_list("site_province", flat=True)) == set(Province)
    assert call.proposals.count_by_state() == {
        ProposalState.DRAFT: 2,
        ProposalState.SUBMITTED: 13,
        ProposalState.ADMISSIBLE: 5,
        ProposalState.INADMISSIBLE: 1,
        ProposalState.WITHDRAWN: 1,
    }


def test_the_formal_check_finds_what_a_coordinator_meets(story):
    call = _closed_call()
    rows = admissibility.unjudged(call, Proposal.objects.all(), at=TOLD_AT)
    unmet = [finding.requirement for _proposal, found in rows for finding in found if not finding.is_met]
    assert sorted(unmet) == sorted(
        [Requirement.CONFIRMED, Requirement.CONFIRMED, Requirement.APPROVED, Requirement.BUDGET]
    )
    assert Completion.objects.filter(proposal__call=call, state=CompletionState.OPEN).count() == 1
    answered = Completion.objects.get(proposal__call=call, state=CompletionState.ANSWERED)
    assert answered.proposal.versions.count() == 2
    assert TurnDown.objects.filter(proposal__call=call, state=TurnDownState.PROPOSED).count() == 1
    letter = Decision.objects.get(proposal__call=call, outcome=Outcome.INADMISSIBLE).letter
    assert letter.state == MessageState.HELD


def test_what_schools_and_coordinators_did_before_closing_stands_on_record(story):
    call = _closed_call()
    replaced = ProposalVersion.objects.get(proposal__call=call, number=2, submitted_at__lt=call.closes_at).proposal
    assert replaced.state == ProposalState.SUBMITTED
    assert call.addenda.get().questions.get().answer
    assert call.extensions.get().state == ExtensionState.PROPOSED
    by_deputy = Approval.objects.get(proposal__call=call, answered_by=people.cast("teacher"))
    assert by_deputy.state == ApprovalState.APPROVED
    assert by_deputy.proposal.attachments.count() == 2
    assert Approval.objects.filter(proposal__call=call, state=ApprovalState.ASKED).count() == 1
    request = HelpRequest.objects.get()
    assert request.visits.count() == 1
    assert set(request.proposal.roles.values_list("role", flat=True)) == set(TeamRole)


@pytest.mark.parametrize("key", people.CAST)
def test_something_waits_for_every_role_that_can_sign_in(story, key):
    assert contributions.waiting_for(people.cast(key), at=TOLD_AT)


def _closed_call():
    return Call.objects.get(state=CallState.CLOSED)


def test_the_coordinators_handle_every_proposal_of_the_story(story):
    waiting = Proposal.objects.filter(call__state=CallState.DECIDED) | Proposal.objects.filter(
        call__state=CallState.REVIEW
    )
    for key in ("coordinator", "second_coordinator"):
        handled = Proposal.objects.handled_by(people.cast(key), at=clock.now())
        assert handled.filter(pk__in=waiting).count() == waiting.count() == 28
