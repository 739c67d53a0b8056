import datetime

import pytest
from django.urls import reverse

from calls.enums import CompletionState, ConfirmationRule, FormalPart, ProposalState, TurnDownState
from calls.models import Call
from innovet.kit import clock
from innovet.notifications.models import Message
from innovet.organisations.enums import OrganisationKind
from projects.domain import consortia
from projects.enums import MemberState
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    CallFactory,
    open_completion,
    proposed_turn_down,
    submitted_proposal,
)
from tests.factories.files import upload
from tests.factories.projects import ConsortiumMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    person = UserFactory(coordinator=True)
    client.force_login(person)
    return person


def get(client, name, *args, at=AFTER):
    with clock.at(at):
        return client.get(reverse(name, args=args))


def post(client, name, *args, at=AFTER, follow=False, **data):
    with clock.at(at):
        return client.post(reverse(name, args=args), data, follow=follow)


def owner(client, proposal):
    client.force_login(proposal.started_by)
    return client


def refused_school(call):
    return submitted_proposal(call=call, lead_school__kind=OrganisationKind.UNIVERSITY)


def test_the_work_list_parts_what_is_in_order_from_what_is_to_do(client, coordinator):
    call = CallFactory(completion_parts=list(FormalPart.values))
    good, bad = submitted_proposal(call=call), refused_school(call)
    completing = open_completion(submitted_proposal(call=call)).proposal
    doubtful = proposed_turn_down(submitted_proposal(call=call)).proposal
    page = get(client, "call_admissibility", call.pk)
    assert [task.proposal for task in page.context["green"]] == [good]
    assert {task.proposal for task in page.context["rest"]} == {bad, completing, doubtful}
    words = page.content.decode()
    assert "1 voorstel voldoet aan elke vereiste." in words
    assert "nog 6 dagen" in words
    assert "wacht op een tweede coördinator" in words
    assert "dit soort organisatie mag niet indienen" in words


def test_one_act_lets_through_what_is_in_order_and_says_what_is_left(client, coordinator):
    call = CallFactory(completion_parts=list(FormalPart.values))
    good, bad = submitted_proposal(call=call), refused_school(call)
    completing = open_completion(submitted_proposal(call=call)).proposal
    page = post(client, "proposal_check_all", call.pk, follow=True)
    states = [type(one).objects.get(pk=one.pk).state for one in (good, bad, completing)]
    assert states == [ProposalState.ADMISSIBLE, ProposalState.SUBMITTED, ProposalState.SUBMITTED]
    assert "Ontvankelijk zonder opmerkingen: 1. Nog te beoordelen: 2." in page.content.decode()


def test_the_work_list_is_flat(client, coordinator, django_assert_max_num_queries):
    call = CallFactory()
    counts = []
    for more in (1, 2):
        for _copy in range(more):
            refused_school(call)
            submitted_proposal(call=call)
        with django_assert_max_num_queries(20) as captured:
            get(client, "call_admissibility", call.pk)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_exception_without_a_reason_is_shown_again(client, coordinator):
    proposal = refused_school(CallFactory())
    page = post(client, "proposal_check", proposal.pk, eligible=" ")
    assert page.status_code == 422
    assert post(client, "proposal_check", proposal.pk, eligible="Campus van een school.").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ADMISSIBLE


def test_what_was_typed_stands_in_the_page_when_another_coordinator_was_first(client, coordinator):
    proposal = submitted_proposal()
    proposed_turn_down(proposal)
    typed = {"complete": "Het plan ontbreekt.", "motivation": "Mijn eigen motivering."}
    page = post(client, "turn_down_propose", proposal.pk, **typed)
    assert page.status_code == 422
    words = page.content.decode()
    assert all(text in words for text in typed.values())
    assert "Een andere coördinator stelde voor" in words


def test_a_second_coordinator_confirms_on_the_page(client, coordinator):
    turn_down = proposed_turn_down()
    page = get(client, "proposal_check", turn_down.proposal_id).content.decode()
    assert "Het plan ontbreekt." in page
    assert post(client, "turn_down_confirm", turn_down.pk).status_code == 302
    turn_down.proposal.refresh_from_db()
    assert turn_down.proposal.state == ProposalState.INADMISSIBLE


def test_who_proposed_cannot_confirm_but_may_take_it_back(client):
    turn_down = proposed_turn_down()
    client.force_login(turn_down.proposed_by)
    assert "Neem terug" in get(client, "proposal_check", turn_down.proposal_id).content.decode()
    assert post(client, "turn_down_confirm", turn_down.pk).status_code == 403
    assert post(client, "turn_down_return", turn_down.pk, reason="Vergissing.").status_code == 302
    turn_down.refresh_from_db()
    assert turn_down.state == TurnDownState.REJECTED


@pytest.mark.parametrize(
    "name", ["proposal_check", "completion_ask", "turn_down_propose", "turn_down_confirm", "turn_down_return"]
)
def test_a_coordinator_with_a_conflict_never_sees_or_judges_it(client, coordinator, name):
    turn_down = proposed_turn_down()
    proposal = turn_down.proposal
    proposal.conflicts.create(
        user=coordinator, origin="declared", reason="Familie.", noted_by=coordinator, noted_at=AFTER
    )
    pk = turn_down.pk if name in {"turn_down_confirm", "turn_down_return"} else proposal.pk
    assert post(client, name, pk, reason="x").status_code == 404
    assert str(proposal) not in get(client, "call_admissibility", proposal.call_id).content.decode()


def test_a_coordinator_asks_to_complete_only_what_the_call_names(client, coordinator):
    proposal = submitted_proposal(call__completion_parts=[FormalPart.LETTERS])
    page = post(client, "completion_ask", proposal.pk, parts=["beneficiary"], explanation="Teken.")
    assert page.status_code == 422
    assert "Teken." in page.content.decode()
    assert post(client, "completion_ask", proposal.pk, parts=["letters"], explanation="Teken.").status_code == 302
    assert proposal.completion.parts == ["letters"]


def test_the_school_sees_only_the_parts_that_are_open_and_completes_them(client):
    proposal = submitted_proposal(call__completion_parts=list(FormalPart.values))
    completion = open_completion(proposal, parts=[FormalPart.BENEFICIARY, FormalPart.LETTERS])
    owner(client, proposal)
    member = proposal.consortium.members.get()
    form = get(client, "completion_answer", proposal.pk).context["form"]
    names = ["board_name", "board_number", "signatory_name", "signatory_function", "signatory_email"]
    assert list(form.fields) == [*names, f"letter_{member.pk}"]
    typed = {name: form.initial[name] for name in names} | {"signatory_name": "Bo Maes"}
    page = post(client, "completion_answer", proposal.pk, **typed, **{f"letter_{member.pk}": upload()}, follow=True)
    completion.refresh_from_db()
    assert completion.state == CompletionState.ANSWERED
    words = page.content.decode()
    assert "An Peeters" in words
    assert "Bo Maes" in words
    assert "ondertekende intentieverklaring" in words
    assert proposal.versions.count() == 2


def test_a_school_that_must_still_approve_finds_where(client):
    for parts, is_led in (([FormalPart.APPROVAL], True), ([FormalPart.BENEFICIARY], False)):
        proposal = open_completion(submitted_proposal(call__completion_parts=parts), parts=parts).proposal
        owner(client, proposal)
        words = get(client, "completion_answer", proposal.pk).content.decode()
        assert (reverse("proposal_approvals", args=[proposal.pk]) in words) is is_led


def test_what_a_school_typed_after_the_term_stands_in_the_page(client):
    completion = open_completion()
    owner(client, completion.proposal)
    form = get(client, "completion_answer", completion.proposal_id).context["form"]
    typed = {name: value for name, value in form.initial.items() if name.startswith(("board", "signatory"))}
    typed["signatory_name"] = "Bo Maes"
    page = post(client, "completion_answer", completion.proposal_id, **typed, at=completion.closes_at)
    assert page.status_code == 422
    assert "Bo Maes" in page.content.decode()
    assert "De termijn om aan te vullen is voorbij" in page.content.decode()


def test_a_reason_lets_the_round_begin_while_a_school_completes(client, coordinator):
    call = CallFactory(completion_parts=[FormalPart.LETTERS])
    submitted_proposal(call=call)
    completing = submitted_proposal(call=call)
    open_completion(completing, parts=[FormalPart.LETTERS])
    post(client, "proposal_check_all", call.pk)
    Call.objects.filter(pk=call.pk).update(state="closed")
    page = post(client, "review_open", call.pk, reason="")
    assert page.status_code == 422
    assert str(completing) in page.content.decode()
    assert post(client, "review_open", call.pk, reason="De lezers wachten.").status_code == 302


def later(**fields):
    proposal = submitted_proposal(call__confirmation_rule=ConfirmationRule.AFTER_CLOSING, **fields)
    proposal.consortium.members.update(state=MemberState.LISTED)
    type(proposal.consortium).objects.filter(pk=proposal.consortium_id).update(confirm_by=datetime.date(2027, 3, 19))
    return proposal


def test_after_handing_in_the_school_asks_partners_until_the_last_day(client):
    proposal = later()
    owner(client, proposal)
    member = proposal.consortium.members.get()
    during = CLOSES_AT + datetime.timedelta(days=1)
    assert "tot en met vrijdag 19 maart 2027" in get(client, "proposal_confirmations", proposal.pk).content.decode()
    assert post(client, "confirmation_ask", proposal.pk, member.pk, at=during).status_code == 302
    mail = Message.objects.get(template="partner_question")
    assert "tot en met vrijdag 19 maart 2027" in mail.body
    assert post(client, "confirmation_ask", proposal.pk, member.pk, at=AFTER).status_code == 403


def test_after_the_last_day_an_unconfirmed_partner_is_called_so(client):
    proposal = later()
    words = get(owner(client, proposal), "proposal_confirmations", proposal.pk).content.decode()
    assert "niet bevestigd" in words
    assert "telt niet meer mee als partner" in words


def test_a_confirmation_stands_beside_the_version_whose_hash_stays(client):
    proposal = later()
    member = proposal.consortium.members.get()
    before = proposal.versions.get().sha256
    during = CLOSES_AT + datetime.timedelta(hours=1)
    link = consortia.invite_member(member, by=proposal.started_by, at=during)
    consortia.confirm_by_link(link, name="Jo", function="zaakvoerder", has_authority=True, at=during)
    member.refresh_from_db()
    assert member.is_confirmed
    assert [version.sha256 for version in proposal.versions.all()] == [before]


def two_partners():
    proposal = submitted_proposal()
    one = proposal.consortium.members.get()
    other = ConsortiumMemberFactory(consortium=proposal.consortium, confirmed=True, contribution_cents=765_400)
    return proposal, one, other


def test_a_letter_of_intent_is_a_pdf_of_one_partner(client):
    proposal, one, _other = two_partners()
    answer = get(owner(client, proposal), "letter_print", proposal.pk, one.pk)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_letter_of_intent_says_who_what_hours_and_euros_of_this_partner_only(client, monkeypatch):
    given = {}
    monkeypatch.setattr("calls.views.completing.typeset", lambda _name, data: given.update(data) or b"%PDF")
    proposal, one, other = two_partners()
    get(owner(client, proposal), "letter_print", proposal.pk, one.pk)
    words = str(given)
    assert one.organisation.name in words
    assert "1.000 euro" in words
    assert "40" in words
    assert other.organisation.name not in words
    assert "7.654" not in words


def test_a_signed_letter_is_kept_with_a_draft_and_not_after(client):
    proposal, one, _other = two_partners()
    page = post(owner(client, proposal), "letter_upload", proposal.pk, one.pk, letter=upload())
    assert page.status_code == 422
    one.refresh_from_db()
    assert one.letter is None
    proposal.state = ProposalState.DRAFT
    proposal.save()
    assert post(client, "letter_upload", proposal.pk, one.pk, letter=upload()).status_code == 302
    one.refresh_from_db()
    assert one.letter.name == "verslag.pdf"
    assert get(client, "letter_download", proposal.pk, one.pk).getvalue().startswith(b"%PDF")


def test_a_wrong_file_as_letter_is_named(client):
    proposal, one, _other = two_partners()
    page = post(owner(client, proposal), "letter_upload", proposal.pk, one.pk, letter=upload("a.pdf", b"MZ virus"))
    assert page.status_code == 422
