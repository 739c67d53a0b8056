import datetime
import hashlib
import json

import pytest
from django.urls import reverse

from calls.domain import approvals, helping, limits, moments, proposals, replacing
from calls.domain.core import NotADraft, save_core
from calls.enums import ApprovalRule, ApprovalState, ConfirmationRule, ProposalState, TeamRole
from calls.models import Approval, Proposal, ProposalAttachment
from innovet.kit import clock
from innovet.kit.refused import LostRace
from innovet.notifications.models import Message
from projects.domain import consortia
from projects.domain.budgets import add_budget_line
from projects.enums import MemberState
from projects.models import Consortium
from tests.factories.accounts import UserFactory
from tests.factories.approvals import asked_approval, given_approval
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    WHILE_OPEN,
    CallFactory,
    ProposalFactory,
    ProposalRoleFactory,
    submitted_proposal,
)
from tests.factories.files import StoredFileFactory
from tests.factories.projects import ConsortiumMemberFactory

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
LATER = WHILE_OPEN + HOUR


def change_of(proposal, *, at=WHILE_OPEN):
    """A draft beside what was handed in."""
    return replacing.start_replacement(proposal, by=proposal.started_by, at=at)


def rename(draft, title, *, at=WHILE_OPEN):
    save_core(draft, {"title": title}, read={"title": draft.revision}, by=draft.started_by, at=at)


def submit(proposal, *, at=LATER):
    return proposals.submit_proposal(Proposal.objects.get(pk=proposal.pk), by=proposal.started_by, at=at)


def test_what_was_handed_in_stands_until_the_change_is_handed_in():
    proposal = submitted_proposal(title="Oud")
    frozen = proposal.consortium
    draft = change_of(proposal)
    rename(draft, "Nieuw")
    add_budget_line(draft.consortium, category="other", description="Meer", requested_cents=1)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert (proposal.state, proposal.title, proposal.consortium) == (ProposalState.SUBMITTED, "Oud", frozen)
    version = submit(draft)
    proposal = Proposal.objects.get()
    assert (version.proposal, version.number) == (proposal, 2)
    assert (proposal.title, proposal.submitted_at, proposal.requested_cents) == ("Nieuw", LATER, 800_001)
    assert proposal.consortium.is_frozen
    assert proposal.sheet.is_submitted
    first, second = proposal.versions.all()
    assert [json.loads(one.snapshot)["title"] for one in (first, second)] == ["Oud", "Nieuw"]
    assert all(hashlib.sha256(one.snapshot.encode()).hexdigest() == one.sha256 for one in (first, second))
    assert [move.target for move in proposal.moves.all()] == ["submitted", "submitted"]
    assert Message.objects.filter(template="proposal_receipt").count() == 2


def test_a_change_can_be_changed_again():
    proposal = submitted_proposal()
    for number in (2, 3):
        draft = change_of(Proposal.objects.get(pk=proposal.pk), at=WHILE_OPEN + number * HOUR)
        rename(draft, f"Versie {number}")
        assert submit(draft, at=WHILE_OPEN + number * HOUR).number == number
    assert Proposal.objects.get().title == "Versie 3"
    assert proposal.edits.count() == 2


def test_a_second_click_gives_the_same_draft():
    proposal = submitted_proposal()
    assert change_of(proposal) == change_of(proposal)
    assert Proposal.objects.count() == 2


def test_a_change_is_refused_after_closing_and_for_a_draft():
    with pytest.raises(moments.CallClosed):
        change_of(submitted_proposal(), at=CLOSES_AT)
    with pytest.raises(replacing.NotHandedIn):
        change_of(ProposalFactory())


def test_a_change_that_comes_too_late_leaves_what_stands():
    proposal = submitted_proposal()
    draft = change_of(proposal)
    with pytest.raises(moments.CallClosed):
        submit(draft, at=CLOSES_AT)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED
    assert Proposal.objects.filter(pk=draft.pk).exists()


def test_a_change_of_what_was_withdrawn_meanwhile_is_refused():
    proposal = submitted_proposal()
    draft = change_of(proposal)
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.WITHDRAWN)
    with pytest.raises(replacing.NotHandedIn):
        submit(draft)


def test_of_two_who_hand_in_the_same_change_one_wins():
    draft = change_of(submitted_proposal())
    other = Proposal.objects.get(pk=draft.pk)
    submit(draft)
    with pytest.raises(LostRace):
        proposals.submit_proposal(other, by=other.started_by, at=LATER)


def test_a_save_after_the_change_was_handed_in_is_refused_in_words():
    draft = change_of(submitted_proposal())
    late = Proposal.objects.get(pk=draft.pk)
    submit(draft)
    with pytest.raises(NotADraft):
        rename(late, "Te laat")


def test_the_team_of_what_stands_is_the_team_of_the_change(client):
    proposal = submitted_proposal()
    reader = ProposalRoleFactory(proposal=proposal, role=TeamRole.READER).user
    draft = change_of(proposal)
    assert draft.roles.count() == 0
    for person, edit in ((proposal.started_by, 200), (reader, 403), (UserFactory(), 404)):
        client.force_login(person)
        assert client.get(reverse("proposal_edit", args=[draft.pk])).status_code == edit


def test_the_team_of_a_change_is_managed_where_it_was_handed_in(client):
    proposal = submitted_proposal()
    draft = change_of(proposal)
    client.force_login(proposal.started_by)
    response = client.get(reverse("proposal_team", args=[draft.pk]))
    assert response.url == reverse("proposal_team", args=[proposal.pk])
    client.post(reverse("team_invite", args=[draft.pk]), {"email": "jo@example.be", "role": "editor"})
    assert draft.invitations.count() == 0


def test_what_was_asked_of_coordinators_about_a_change_stays_on_record():
    proposal = submitted_proposal()
    draft = change_of(proposal)
    helping.ask_help(draft, "Klopt dit?", by=draft.started_by, at=WHILE_OPEN)
    submit(draft)
    assert proposal.help_requests.get().ended_at == LATER


def test_a_partner_keeps_its_link_and_its_answer_counts_for_the_change():
    proposal = ProposalFactory(call__confirmation_rule=ConfirmationRule.AFTER_CLOSING)
    early, late, changed = (
        ConsortiumMemberFactory(consortium=proposal.consortium, contact_email=f"{name}@example.be")
        for name in ("early", "late", "changed")
    )
    links = [
        consortia.invite_member(member, by=proposal.started_by, at=WHILE_OPEN) for member in (early, late, changed)
    ]
    submit(proposal)
    draft = change_of(Proposal.objects.get())
    confirmation = {"name": "Jo", "function": "zaakvoerder", "has_authority": True}
    consortia.confirm_by_link(links[0], **confirmation, at=LATER)
    new = draft.consortium.members.get(organisation=changed.organisation)
    type(new).objects.filter(pk=new.pk).update(hours=99)
    submit(draft, at=LATER + HOUR)
    # The link was read before the swap, as by a partner who had the page open.
    consortia.confirm_by_link(links[1], **confirmation, at=LATER + HOUR)
    states = {member.organisation: member.state for member in Proposal.objects.get().consortium.members.all()}
    assert states[early.organisation] == states[late.organisation] == MemberState.CONFIRMED
    assert states[changed.organisation] == MemberState.LISTED


def test_an_approval_stands_when_the_change_leaves_its_content_and_lapses_otherwise():
    proposal = submitted_proposal(call=CallFactory(approval_rule=ApprovalRule.HEAD))
    given_approval(Proposal.objects.get())
    draft = change_of(Proposal.objects.get())
    save_core(draft, {"pupil_count": 9}, read={"pupil_count": 1}, by=UserFactory(), at=WHILE_OPEN)
    submit(draft)
    assert approvals.is_approved(Proposal.objects.get())
    again = change_of(Proposal.objects.get(), at=LATER)
    rename(again, "Anders")
    submit(again, at=LATER)
    assert not approvals.is_approved(Proposal.objects.get())
    assert Approval.objects.get().state == ApprovalState.LAPSED
    assert proposal.approvals.count() == 1


def test_an_approval_of_the_change_counts_once_it_is_handed_in():
    submitted_proposal(call=CallFactory(approval_rule=ApprovalRule.HEAD))
    asked_approval(Proposal.objects.get())
    draft = change_of(Proposal.objects.get())
    rename(draft, "Anders")
    given_approval(Proposal.objects.get(pk=draft.pk), at=LATER)
    submit(draft)
    proposal = Proposal.objects.get()
    assert approvals.is_approved(proposal)
    assert {one.state for one in proposal.approvals.all()} == {ApprovalState.APPROVED, ApprovalState.LAPSED}
    assert not Message.objects.filter(about_kind="proposal").exclude(about_id=proposal.pk).exists()


def test_of_an_approval_asked_for_the_same_content_on_both_one_stays():
    submitted_proposal(call=CallFactory(approval_rule=ApprovalRule.HEAD))
    given_approval(Proposal.objects.get())
    draft = change_of(Proposal.objects.get())
    asked_approval(draft, at=LATER)
    submit(draft)
    assert approvals.is_approved(Proposal.objects.get())


def test_the_attachments_of_the_change_take_the_place_of_the_earlier_ones():
    proposal = submitted_proposal()
    ProposalAttachment.objects.create(proposal=proposal, title="Plan", file=StoredFileFactory())
    draft = change_of(proposal)
    draft.attachments.create(title="Foto", file=StoredFileFactory())
    assert proposal.attachments.count() == 1
    submit(draft)
    assert {one.title for one in Proposal.objects.get().attachments.all()} == {"Plan", "Foto"}


def test_a_replaced_version_counts_once_for_the_limit():
    call = CallFactory(limit=1)
    draft = change_of(submitted_proposal(call=call))
    assert submit(draft).number == 2
    assert limits.exceeded(Proposal.objects.get()) == []


def test_take_back_makes_a_draft_that_goes_on_with_copies():
    proposal = submitted_proposal()
    frozen = proposal.consortium
    replacing.take_back_proposal(proposal, reason="Toch niet.", by=proposal.started_by, at=WHILE_OPEN)
    proposal = Proposal.objects.get()
    assert proposal.is_draft
    assert proposal.consortium != frozen
    assert (proposal.submitted_at, proposal.province, proposal.requested_cents) == (None, "", 0)
    add_budget_line(proposal.consortium, category="other", description="Meer", requested_cents=1)
    assert submit(proposal).number == 2


def test_take_back_goes_on_with_the_change_when_there_is_one():
    proposal = submitted_proposal()
    rename(change_of(proposal), "Nieuw")
    replacing.take_back_proposal(proposal, reason="", by=proposal.started_by, at=WHILE_OPEN)
    assert (Proposal.objects.get().title, Proposal.objects.get().is_draft) == ("Nieuw", True)


def test_take_back_is_refused_after_closing_and_twice():
    proposal = submitted_proposal()
    with pytest.raises(moments.CallClosed):
        replacing.take_back_proposal(proposal, reason="", by=proposal.started_by, at=CLOSES_AT)
    replacing.take_back_proposal(proposal, reason="", by=proposal.started_by, at=WHILE_OPEN)
    with pytest.raises(replacing.NotHandedIn):
        replacing.take_back_proposal(proposal, reason="", by=proposal.started_by, at=WHILE_OPEN)


def test_a_change_is_thrown_away_with_its_plan_set_and_what_stands_stays():
    proposal = submitted_proposal()
    draft = change_of(proposal)
    stale = Proposal.objects.get(pk=draft.pk)
    replacing.discard_replacement(draft)
    assert list(Proposal.objects.all()) == [proposal]
    assert Consortium.objects.count() == 1
    with pytest.raises(LostRace):
        replacing.discard_replacement(stale)


def test_the_pages_of_a_change(client):
    proposal = submitted_proposal()
    client.force_login(proposal.started_by)
    with clock.at(WHILE_OPEN):
        response = client.post(reverse("proposal_replace", args=[proposal.pk]))
        draft = Proposal.objects.get(replaces=proposal)
        assert response.url == reverse("proposal_edit", args=[draft.pk])
        assert "wijziging" in client.get(reverse("proposal_detail", args=[proposal.pk])).content.decode()
        assert client.get(reverse("proposal_submit", args=[draft.pk])).status_code == 200
        response = client.post(reverse("proposal_submit", args=[draft.pk]))
        assert response.url == reverse("proposal_receipt", args=[proposal.pk])
        client.post(reverse("proposal_replace", args=[proposal.pk]))
        draft = Proposal.objects.get(replaces=proposal)
        assert client.get(reverse("proposal_withdraw", args=[draft.pk])).status_code == 403
        assert client.get(reverse("proposal_discard", args=[draft.pk])).status_code == 200
        assert client.post(reverse("proposal_discard", args=[draft.pk])).status_code == 302
    assert Proposal.objects.count() == 1


def test_a_change_that_missed_the_closing_moment_is_not_offered_any_more(client):
    proposal = submitted_proposal()
    address = reverse("proposal_submit", args=[change_of(proposal).pk])
    client.force_login(proposal.started_by)
    for at, is_offered in ((WHILE_OPEN, True), (CLOSES_AT, False)):
        with clock.at(at):
            shown = client.get(reverse("proposal_detail", args=[proposal.pk])).content.decode()
            assert (address in shown) is is_offered


def test_withdrawing_is_never_final_unawares(client):
    proposal = submitted_proposal()
    client.force_login(proposal.started_by)
    page = reverse("proposal_withdraw", args=[proposal.pk])
    with clock.at(WHILE_OPEN):
        assert "is_final" in client.get(page).content.decode()
    with clock.at(CLOSES_AT):
        response = client.post(page, {"reason": "Getypt.", "is_final": "False"})
        assert response.status_code == 422
        assert "Getypt." in response.content.decode()
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.SUBMITTED
    with clock.at(WHILE_OPEN):
        assert client.post(page, {"is_final": "True"}).status_code == 422
        assert client.post(page, {"is_final": "False"}).status_code == 302
        proposal.refresh_from_db()
        assert proposal.is_draft
    late = submitted_proposal()
    client.force_login(late.started_by)
    with clock.at(AFTER):
        assert client.post(reverse("proposal_withdraw", args=[late.pk]), {"is_final": "True"}).status_code == 302
    late.refresh_from_db()
    assert late.state == ProposalState.WITHDRAWN


def test_handing_in_one_instant_too_late_keeps_and_shows_the_text(client):
    proposal = ProposalFactory(summary="Dit blijft bewaard.")
    client.force_login(proposal.started_by)
    with clock.at(CLOSES_AT):
        response = client.post(reverse("proposal_submit", args=[proposal.pk]))
    assert response.status_code == 409
    assert "Dit blijft bewaard." in response.content.decode()
