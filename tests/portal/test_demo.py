import pytest
from django.core.management import call_command
from django.db.models import Sum

from calls.enums import CallState, DecisionState, Outcome, ProposalState
from calls.models import Call, Decision, Proposal
from innovet.accounts.models import User
from innovet.kit import clock
from innovet.organisations.models import Organisation
from innovet.portal.demo import people
from network.enums import RegistrationState
from network.models import Event, Registration
from projects.models import Project
from valorisation.models import LearningResource

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
    assert states == {CallState.REVIEW, CallState.PUBLISHED}


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


def test_proposals_stand_in_every_outcome(story):
    assert set(Proposal.objects.values_list("state", flat=True)) >= {
        ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.ADMISSIBLE, ProposalState.INADMISSIBLE,
        ProposalState.SELECTED, ProposalState.RESERVE, ProposalState.REJECTED,
    }  # fmt: skip


def test_the_coordinators_handle_every_proposal_of_the_story(story):
    waiting = Proposal.objects.filter(call__state=CallState.DECIDED) | Proposal.objects.filter(
        call__state=CallState.REVIEW
    )
    for key in ("coordinator", "second_coordinator"):
        handled = Proposal.objects.handled_by(people.cast(key), at=clock.now())
        assert handled.filter(pk__in=waiting).count() == waiting.count() == 28
