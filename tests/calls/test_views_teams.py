import datetime
import json

import pytest
from django.test import Client
from django.urls import reverse

from calls.domain import helping, proposals, replacing, teams
from calls.domain.core import save_core
from calls.enums import TeamRole
from calls.models import HelpVisit, Proposal
from innovet.accounts.models import User
from innovet.notifications.models import Message
from innovet.organisations.enums import MembershipRole
from tests.calls.test_views import client_of, count, get, owner_of, post
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, CallFactory, ProposalFactory, ProposalRoleFactory, submitted_proposal
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.teams import HelpRequestFactory, TeamInvitationFactory

pytestmark = pytest.mark.django_db
TODAY = WHILE_OPEN.date()


def text(response):
    return response.content.decode()


def save(proposal, by, **values):
    save_core(proposal, values, read=dict.fromkeys(values, proposal.revision), by=by, at=WHILE_OPEN)


# Starting


def test_a_stranger_starts_under_a_school_sees_no_other_draft_of_it_and_cannot_hand_in_yet():
    call, school, stranger = CallFactory(), OrganisationFactory(), UserFactory()
    other = ProposalFactory(call=call, lead_school=school, title="Plan van een ander")
    client = client_of(stranger)
    started = post(client, "proposal_start", call.pk, {"school": school.name, "key": "k"})
    mine = Proposal.objects.get(started_by=stranger)
    assert started.url == reverse("proposal_edit", args=[mine.pk])
    pages = [get(client, "proposal_start", call.pk), get(client, "proposal_list"), get(client, "school_draft_list")]
    assert not any("Plan van een ander" in text(page) for page in pages)
    assert get(client, "proposal_detail", other.pk).status_code == 404
    assert post(client, "proposal_submit", mine.pk).status_code != 200
    assert Proposal.objects.get(pk=mine.pk).is_draft
    assert school.get_absolute_url() in text(get(client, "proposal_team", mine.pk))


def test_membership_is_all_that_is_asked_to_hand_in():
    proposal = ProposalFactory()
    proposal.lead_school.memberships.all().delete()
    post(owner_of(proposal), "proposal_submit", proposal.pk)
    assert Proposal.objects.get(pk=proposal.pk).is_draft
    MembershipFactory(organisation=proposal.lead_school, user=proposal.started_by, role=MembershipRole.EDITOR)
    post(owner_of(proposal), "proposal_submit", proposal.pk)
    assert not Proposal.objects.get(pk=proposal.pk).is_draft


def test_who_has_a_draft_of_this_call_is_asked_to_continue_or_start_a_new_one():
    draft = ProposalFactory(title="Eerste plan")
    elsewhere = ProposalFactory(started_by=draft.started_by, title="Andere oproep")
    page = text(get(owner_of(draft), "proposal_start", draft.call_id))
    assert draft.get_absolute_url() in page
    assert elsewhere.get_absolute_url() not in page
    assert "Voorstel beginnen" in page


def test_the_own_school_of_whoever_writes_for_one_is_filled_in():
    member = MembershipFactory(role=MembershipRole.EDITOR)
    page = text(get(client_of(member.user), "proposal_start", CallFactory().pk))
    assert f'value="{member.organisation.name_and_town}"' in page


def test_a_school_that_may_not_apply_is_refused_beside_the_field_with_what_was_typed():
    company = OrganisationFactory(company=True)
    ended = OrganisationFactory(ended=True)
    for organisation in (company, ended):
        data = {"school": organisation.name, "key": "k"}
        answer = post(client_of(UserFactory()), "proposal_start", CallFactory().pk, data)
        assert answer.status_code == 422
        assert f'value="{organisation.name}"' in text(answer)


# The team


def test_a_holder_invites_and_a_refused_address_stays_in_view():
    proposal = ProposalFactory()
    data = {"email": "jo@example.be", "role": "editor"}
    first, again = (post(owner_of(proposal), "team_invite", proposal.pk, data) for _click in range(2))
    assert (first.status_code, again.status_code) == (302, 409)
    assert 'value="jo@example.be"' in text(again)
    assert "jo@example.be" in text(get(owner_of(proposal), "proposal_team", proposal.pk))
    wrong = post(owner_of(proposal), "team_invite", proposal.pk, {**data, "role": "holder"})
    assert wrong.status_code == 422


def answer(client, token, **data):
    return post(client, "team_invitation", token, data)


def test_opening_a_link_changes_nothing_and_accepting_signs_a_new_account_in():
    invitation = TeamInvitationFactory(token="t", role=TeamRole.READER)
    visitor = Client()
    for _look in range(2):
        assert get(visitor, "team_invitation", "t").status_code == 200
    assert answer(visitor, "t").status_code == 422
    assert not User.objects.filter(email=invitation.email).exists()
    answer(visitor, "t", name="Jo Peeters")
    assert get(visitor, "proposal_detail", invitation.proposal_id).status_code == 200
    assert "werd aanvaard" in text(get(Client(), "team_invitation", "t"))


def test_a_link_is_bound_to_its_address():
    person = UserFactory()
    invitation = TeamInvitationFactory(token="t", email=person.email)
    other = client_of(UserFactory())
    assert answer(other, "t", name="x").status_code == 409
    assert answer(client_of(person), "t").url == invitation.proposal.get_absolute_url()
    assert get(client_of(person), "proposal_edit", invitation.proposal_id).status_code == 200


def test_a_link_that_ran_out_or_was_withdrawn_says_so():
    invitation = TeamInvitationFactory(token="t")
    late = get(Client(), "team_invitation", "t", at=invitation.expires_at)
    post(client_of(invitation.invited_by), "team_invitation_withdraw", invitation.pk)
    for page in (late, get(Client(), "team_invitation", "t")):
        assert "werkt niet meer" in text(page)
    assert answer(Client(), "t", name="Jo").status_code == 302
    assert not User.objects.filter(email=invitation.email).exists()


def test_a_fresh_link_is_mailed_to_the_same_address():
    invitation = TeamInvitationFactory(token="t")
    post(client_of(invitation.invited_by), "team_invitation_resend", invitation.pk)
    assert Message.objects.get(template="team_invitation").address == invitation.email
    assert get(Client(), "team_invitation", "t").status_code == 404


def test_a_holder_changes_and_ends_roles_of_colleagues():
    proposal = ProposalFactory()
    role = ProposalRoleFactory(proposal=proposal, role=TeamRole.READER)
    assert post(owner_of(proposal), "team_role_change", role.pk, {"role": "none"}).status_code == 422
    post(owner_of(proposal), "team_role_change", role.pk, {"role": "editor"})
    now = proposal.roles.get(user=role.user, ended_at=None)
    assert now.role == TeamRole.EDITOR
    post(owner_of(proposal), "team_role_end", now.pk)
    assert get(client_of(role.user), "proposal_detail", proposal.pk).status_code == 404


def test_who_leaves_comes_to_the_list_and_the_last_holder_stays():
    proposal = ProposalFactory()
    role = ProposalRoleFactory(proposal=proposal, role=TeamRole.EDITOR)
    assert post(client_of(role.user), "team_role_end", role.pk).url == reverse("proposal_list")
    mine = proposal.roles.get(role=TeamRole.HOLDER)
    assert post(owner_of(proposal), "team_role_end", mine.pk).url == reverse("proposal_team", args=[proposal.pk])
    assert get(owner_of(proposal), "proposal_team", proposal.pk).status_code == 200


def test_a_role_is_handed_over_on_a_page_that_keeps_what_was_typed():
    proposal, heir = ProposalFactory(), UserFactory()
    role = proposal.roles.get()
    data = {"person": heir.email.upper(), "from_on": "2027-02-10", "until_on": "2027-02-09"}
    refused = post(owner_of(proposal), "team_role_hand_over", role.pk, data)
    assert (refused.status_code, 'value="2027-02-09"' in text(refused)) == (409, True)
    unknown = post(owner_of(proposal), "team_role_hand_over", role.pk, {**data, "person": "wie@example.be"})
    assert unknown.status_code == 422
    later = post(owner_of(proposal), "team_role_hand_over", role.pk, {**data, "until_on": "2027-02-12"})
    assert later.url == reverse("proposal_team", args=[proposal.pk])
    page = text(get(owner_of(proposal), "proposal_team", proposal.pk))
    assert f"overgenomen van {proposal.started_by}" in page
    assert f"overgenomen van {heir}" in page


def test_who_hands_over_today_no_longer_sees_the_team():
    proposal = ProposalFactory()
    data = {"person": UserFactory().email, "from_on": TODAY.isoformat()}
    answer = post(owner_of(proposal), "team_role_hand_over", proposal.roles.get().pk, data)
    assert answer.url == reverse("proposal_list")
    assert get(owner_of(proposal), "proposal_team", proposal.pk).status_code == 404


def test_a_coordinator_hands_a_role_over_and_sees_no_content():
    proposal = ProposalFactory(summary="Geheime samenvatting")
    coordinator = client_of(UserFactory(coordinator=True))
    heir = UserFactory()
    page = text(get(coordinator, "proposal_team", proposal.pk))
    assert reverse("team_role_hand_over", args=[proposal.roles.get().pk]) in page
    assert "Geheime samenvatting" not in page
    post(
        coordinator,
        "team_role_hand_over",
        proposal.roles.get().pk,
        {"person": heir.email, "from_on": TODAY.isoformat()},
    )
    assert proposal.roles.on(TODAY).get().user == heir


# A head


def test_a_head_knows_title_and_holder_and_takes_over():
    proposal = ProposalFactory(title="Slimme serre", summary="Geheime samenvatting")
    head = MembershipFactory(organisation=proposal.lead_school).user
    client = client_of(head)
    page = text(get(client, "school_draft_list"))
    assert "Slimme serre" in page
    assert proposal.started_by.email in page
    assert "Geheime samenvatting" not in page
    assert get(client, "proposal_detail", proposal.pk).status_code == 404
    role = proposal.roles.get()
    assert get(client, "team_role_take_over", role.pk).status_code == 200
    post(client, "team_role_take_over", role.pk)
    assert get(client_of(head), "proposal_edit", proposal.pk).status_code == 200
    assert Message.objects.get(template="team_role_taken").to == proposal.started_by


def test_a_head_who_comes_second_is_told():
    proposal = ProposalFactory()
    first, second = (MembershipFactory(organisation=proposal.lead_school).user for _head in range(2))
    role = proposal.roles.get()
    page = client_of(second)
    post(client_of(first), "team_role_take_over", role.pk)
    assert post(page, "team_role_take_over", role.pk).url == reverse("school_draft_list")
    assert proposal.roles.on(TODAY).get().user == first


# History


def test_the_history_tells_who_changed_which_words_when():
    proposal = ProposalFactory(summary="Leerlingen meten.", starts_on=None)
    save(proposal, proposal.started_by, summary="Leerlingen meten samen.")
    save(proposal, proposal.started_by, starts_on=datetime.date(2027, 10, 4), old_forms=["bso", "tso"])
    page = text(get(owner_of(proposal), "proposal_history", proposal.pk))
    assert "<ins>" in page
    assert "samen." in page
    assert "4 oktober 2027" in page
    assert str(proposal.started_by) in page


def test_the_history_escapes_what_was_typed():
    proposal = ProposalFactory()
    save(proposal, proposal.started_by, summary="<script>alert(1)</script>")
    assert "<script>alert" not in text(get(owner_of(proposal), "proposal_history", proposal.pk))


def test_two_versions_are_laid_beside_each_other_in_every_part():
    proposal = submitted_proposal(summary="Eerste versie", title="Titel")
    replacing.take_back_proposal(proposal, reason="", by=proposal.started_by, at=WHILE_OPEN)
    proposal = Proposal.objects.get(pk=proposal.pk)
    save(proposal, proposal.started_by, summary="Tweede versie")
    proposal.consortium.budget_lines.update(requested_cents=700_000)
    proposal.consortium.planned_milestones.update(title="Andere mijlpaal")
    proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    page = text(get(owner_of(proposal), "version_compare", proposal.pk))
    for words in ("Eerste", "Tweede", "versie", "7.000", "8.000", "Andere", "mijlpaal"):
        assert words in page
    backwards = client_of(proposal.started_by).get(
        reverse("version_compare", args=[proposal.pk]), {"van": "2", "naar": "1"}
    )
    assert text(backwards).index("Eerste") < text(backwards).index("Tweede")
    same = client_of(proposal.started_by).get(reverse("version_compare", args=[proposal.pk]), {"van": "1", "naar": "1"})
    assert "<ins>" not in text(same)


def test_answers_of_questions_are_compared_too():
    from calls.views.versions import differences_between

    def version(answer):
        question = {"id": 3, "label": "Waarom?", "kind": "long_text", "answer": answer}
        return {"answers": {"sections": [{"title": "Plan", "questions": [question]}]}}

    (found,) = differences_between(version("Omdat het kan."), version("Omdat het moet."))
    assert (found.label, [piece.text for piece in found.pieces]) == ("Waarom?", ["Omdat het ", "kan.", "moet."])
    (gone,) = differences_between(version("Weg."), json.loads('{"answers": null}'))
    assert [piece.change for piece in gone.pieces] == ["removed"]


# Help


def test_help_opens_the_draft_to_a_look_that_the_team_sees():
    proposal = ProposalFactory(summary="Geheime samenvatting")
    coordinator = UserFactory(coordinator=True)
    post(owner_of(proposal), "help_ask", proposal.pk, {"question": "Klopt dit?"})
    asked = proposal.help_requests.get()
    client = client_of(coordinator)
    assert "Geheime samenvatting" not in text(get(client, "help_look", asked.pk))
    assert "Geheime samenvatting" not in text(get(client, "help_list"))
    assert not HelpVisit.objects.exists()
    assert "Geheime samenvatting" in text(post(client, "help_look", asked.pk))
    assert get(client, "proposal_detail", proposal.pk).status_code == 404
    assert str(coordinator) in text(get(owner_of(proposal), "proposal_team", proposal.pk))
    post(owner_of(proposal), "help_end", asked.pk)
    assert post(client, "help_look", asked.pk).status_code == 404
    assert HelpVisit.objects.count() == 1


def test_a_second_question_is_refused_with_its_text():
    asked = HelpRequestFactory()
    client = owner_of(asked.proposal)
    answer = post(client, "help_ask", asked.proposal_id, {"question": "Nog een vraag"})
    assert (answer.status_code, "Nog een vraag" in text(answer)) == (409, True)


# Statements


def full(proposals_count):
    """A proposal, and as many roles, invitations, edits, visits and questions as asked."""
    proposal = ProposalFactory()
    coordinator = UserFactory(coordinator=True)
    for turn in range(proposals_count):
        teams.end_role(
            ProposalRoleFactory(proposal=proposal, role=TeamRole.EDITOR), by=proposal.started_by, at=WHILE_OPEN
        )
        ProposalRoleFactory(proposal=proposal, role=TeamRole.READER)
        TeamInvitationFactory(proposal=proposal)
        save(proposal, proposal.started_by, title=f"Titel {turn}")
        request = HelpRequestFactory(proposal=proposal)
        helping.look_along(request, by=coordinator, at=WHILE_OPEN)
        helping.end_help(request, at=WHILE_OPEN)
        HelpRequestFactory()
        ProposalFactory(lead_school=proposal.lead_school)
    return proposal, coordinator


@pytest.mark.parametrize("name", ["proposal_team", "proposal_history", "school_draft_list", "help_list"])
def test_a_list_asks_the_same_number_of_statements_at_one_and_at_three_rows(name):
    counts = []
    for rows in (1, 3):
        proposal, coordinator = full(rows)
        client = client_of(coordinator) if name == "help_list" else owner_of(proposal)
        args = [proposal.pk] if name.startswith("proposal_") else []
        counts.append(count(client, name, *args, at=WHILE_OPEN))
    assert counts[0] == counts[1] <= 12


# A change of what was handed in


def test_the_team_of_a_change_is_that_of_what_it_changes():
    proposal = submitted_proposal(title="Oud")
    draft = replacing.start_replacement(proposal, by=proposal.started_by, at=WHILE_OPEN)
    save(draft, proposal.started_by, title="Nieuw")
    client = owner_of(proposal)
    assert get(client, "proposal_team", draft.pk).url == reverse("proposal_team", args=[proposal.pk])
    assert get(client, "help_ask", draft.pk).status_code == 403
    assert "Nieuw" in text(get(client, "proposal_history", draft.pk))
    assert "Versie 1" in text(get(client, "proposal_history", draft.pk))
    post(client, "team_invite", draft.pk, {"email": "jo@example.be", "role": "reader"})
    assert proposal.invitations.count() == 1


def test_nobody_outside_the_team_knows_of_a_change():
    proposal = submitted_proposal(title="Geheim plan")
    replacing.start_replacement(proposal, by=proposal.started_by, at=WHILE_OPEN)
    head, coordinator = MembershipFactory(organisation=proposal.lead_school).user, UserFactory(coordinator=True)
    assert "Geheim plan" not in text(get(client_of(head), "school_draft_list"))
    assert "Geheim plan" not in text(get(client_of(coordinator), "proposal_admin_list", proposal.call_id))
