"""Who sees what, when: each moment in the life of a proposal x each person x each door behind which it could show."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from calls.domain import decisions
from calls.domain.reviews import note_conflict
from calls.enums import ConflictOrigin, Outcome, TeamRole
from calls.exports import TABLES
from innovet.accounts.models import User
from innovet.kit import clock
from innovet.organisations.enums import MembershipRole
from projects.domain.projects import open_project
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    WHILE_OPEN,
    ProposalFactory,
    ProposalRoleFactory,
    admissible_proposal,
    decided_proposal,
    deliberated_proposal,
    reading,
    submitted_proposal,
)
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
TITLE = "Zonnewagens herstellen"
LAST = CLOSES_AT - datetime.timedelta(microseconds=1)


def in_review(**fields):
    proposal = admissible_proposal(**fields)
    reading(proposal)
    return proposal


def released(**fields):
    proposal = decided_proposal(**fields)
    decisions.release_decision(proposal.decision, by=UserFactory(coordinator=True), at=AFTER)
    proposal.refresh_from_db()
    return proposal


def rejected(**fields):
    return released(outcome=Outcome.REJECTED, grant_cents=0, **fields)


TEAM = {"detail", "mine", "search", "team", "history"}
DESK = {"detail", "desk", "search", "export", "team"}
MEETING = {
    "coordinator": DESK | {"ranking"},
    "assigned reader": {"detail", "search", "ranking"},
    "steering": {"ranking"},
}
# Per moment: how a proposal gets there, when one looks, and the doors behind which each person finds it.
MOMENTS = {
    "draft": (ProposalFactory, WHILE_OPEN, {"head": {"head"}, "coordinator": {"desk", "team"}}),
    "draft of a closed call": (ProposalFactory, AFTER, {"head": {"head"}, "coordinator": {"desk", "team"}}),
    "handed in, before closing": (submitted_proposal, LAST, {}),
    "after closing": (submitted_proposal, CLOSES_AT, {"coordinator": DESK}),
    "review": (in_review, AFTER, {"coordinator": DESK, "assigned reader": {"detail", "search"}}),
    "meeting": (deliberated_proposal, AFTER, MEETING),
    "decided": (decided_proposal, AFTER, MEETING),
    "released": (released, AFTER, MEETING),
    "rejected": (rejected, AFTER, MEETING),
}


def people_around(proposal):
    """Everybody who has to do with the proposal, or with the programme; None is a visitor."""
    member = proposal.consortium.members.get()
    people = {
        "visitor": None,
        "teacher": UserFactory(),
        "head": MembershipFactory(organisation=proposal.lead_school).user,
        "colleague": MembershipFactory(organisation=proposal.lead_school, role=MembershipRole.EDITOR).user,
        "partner": MembershipFactory(organisation=member.organisation).user,
        "coordinator": UserFactory(coordinator=True),
        "coordinator with a conflict": UserFactory(coordinator=True),
        "steering": UserFactory(steering=True),
        "steering with a conflict": UserFactory(steering=True),
        "quality": UserFactory(quality=True),
        "rtc": UserFactory(rtc=True),
        "administrator": UserFactory(administrator=True),
    }
    for role in TeamRole:
        people[role.value] = ProposalRoleFactory(proposal=proposal, role=role).user
    people["former holder"] = ProposalRoleFactory(proposal=proposal, ended_at=proposal.started_at).user
    for who in ("coordinator with a conflict", "steering with a conflict"):
        one = people[who]
        note_conflict(proposal, one, reason="Familie.", origin=ConflictOrigin.DECLARED, by=one, at=AFTER)
    if review := proposal.reviews.first():
        people["assigned reader"] = review.reviewer
    return people


def doors(proposal, user):
    """The doors behind which this person finds the proposal now."""
    client = Client()
    if user is not None:
        client.force_login(user)
    pages = {
        "detail": reverse("proposal_detail", args=[proposal.pk]),
        "mine": reverse("proposal_list"),
        "head": reverse("school_draft_list"),
        "team": reverse("proposal_team", args=[proposal.pk]),
        "history": reverse("proposal_history", args=[proposal.pk]),
        "desk": reverse("proposal_admin_list", args=[proposal.call_id]),
        "ranking": reverse("call_ranking", args=[proposal.call_id]),
        "search": f"{reverse('search')}?q=zonnewagens",
    }
    answers = {name: client.get(path) for name, path in pages.items()}
    found = {name for name, answer in answers.items() if answer.status_code == 200 and shows(answer, proposal, name)}
    if user is not None:
        fresh = User.objects.get(pk=user.pk)
        exported = (table for table in TABLES if table.key == "proposals" and table.may(fresh))
        found |= {"export" for table in exported if table.rows_for(fresh, "").filter(pk=proposal.pk).exists()}
    return found


def shows(answer, proposal, name):
    """The search also finds the public project of a selected proposal: there the address tells."""
    page = answer.content.decode()
    return f'href="{proposal.get_absolute_url()}"' in page if name == "search" else TITLE in page


@pytest.mark.parametrize("moment", MOMENTS)
def test_who_sees_what_when(moment):
    make, at, expected = MOMENTS[moment]
    proposal = make(title=TITLE, holder=False)
    with clock.at(at):
        people = people_around(proposal)
        seen = {who: doors(proposal, user) for who, user in people.items()}
    wanted = {role.value: TEAM for role in TeamRole} | expected
    assert seen == {who: wanted.get(who, set()) for who in people}


@pytest.mark.parametrize(
    ("make", "state", "told"),
    [
        (admissible_proposal, "in beoordeling", set()),
        (in_review, "in beoordeling", set()),
        (deliberated_proposal, "in beoordeling", set()),
        (decided_proposal, "in beoordeling", set()),
        (released, "geselecteerd", {"geselecteerd"}),
        (rejected, "niet geselecteerd", {"geselecteerd"}),
    ],
)
def test_until_release_the_team_reads_in_review_and_nothing_else(make, state, told):
    proposal = make(title=TITLE, holder=False)
    with clock.at(AFTER):
        for role in TeamRole:
            client = Client()
            client.force_login(ProposalRoleFactory(proposal=proposal, role=role).user)
            for name in ("proposal_detail", "proposal_list", "proposal_team"):
                page = client.get(reverse(name, args=[proposal.pk] if name != "proposal_list" else [])).content.decode()
                assert state in page or name == "proposal_team"
                assert {word for word in ("ontvankelijk", "geselecteerd", "reservelijst") if word in page} <= told


@pytest.mark.parametrize(("make", "is_public"), [(rejected, False), (released, True)])
def test_a_rejected_proposal_is_never_public_and_a_selected_one_is_a_project_once_it_runs(make, is_public):
    proposal = make(title=TITLE)
    if proposal.project:
        open_project(proposal.project, by=None, at=AFTER)
    with clock.at(AFTER):
        pages = [reverse("project_list"), f"{reverse('search')}?q=zonnewagens", proposal.call.get_absolute_url()]
        found = [TITLE in Client().get(page).content.decode() for page in pages]
    assert found == [is_public, is_public, False]
