import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from calls.domain import calls, completions, proposals
from calls.domain.admissibility import TurnDownOpen
from calls.domain.completions import Completed, CompletedOnce, CompletionClosed, NotCompletable
from calls.enums import CallState, CompletionState, ConfirmationRule, FormalPart, ProposalState
from calls.tasks import expire_completions
from innovet.kit import clock
from innovet.kit.refused import LostRace, ReasonMissing, Refused
from innovet.notifications.models import Message
from projects.enums import MemberState
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CallFactory,
    admissible_proposal,
    close,
    open_completion,
    proposed_turn_down,
    submitted_proposal,
)

pytestmark = pytest.mark.django_db

SATURDAY = AFTER
FIVE_WORKING_DAYS_LATER = datetime.datetime(2027, 3, 26, 23, tzinfo=datetime.UTC)


def a_pdf(name="brief.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF\n")


def answer(completion, *, at=AFTER, **parts):
    by = completion.proposal.started_by
    return completions.answer_completion(completion, Completed(**parts), by=by, at=at)


def test_a_completion_gives_one_term_in_working_days_and_mails_the_team():
    completion = open_completion(at=SATURDAY)
    assert completion.closes_at == FIVE_WORKING_DAYS_LATER
    mail = Message.objects.get(template="completion_question")
    assert mail.to == completion.proposal.started_by
    assert "tot en met vrijdag 26 maart 2027" in mail.body
    assert "De handtekening ontbreekt." in mail.body


def test_only_parts_that_the_call_names_are_opened():
    proposal = submitted_proposal(call__completion_parts=[FormalPart.LETTERS])
    for parts in ([], [FormalPart.BENEFICIARY], ["budget"]):
        with pytest.raises(NotCompletable):
            open_completion(proposal, parts=parts)


def test_a_completion_needs_an_explanation():
    proposal = submitted_proposal(call__completion_parts=[FormalPart.LETTERS])
    with pytest.raises(ReasonMissing):
        completions.ask_completion(
            proposal, parts=[FormalPart.LETTERS], explanation=" ", by=UserFactory(coordinator=True), at=AFTER
        )


def test_a_school_gets_one_term():
    completion = open_completion()
    answer(completion)
    with pytest.raises(CompletedOnce):
        open_completion(completion.proposal)


def test_a_completion_is_not_asked_while_a_second_coordinator_is_waited_for():
    turn_down = proposed_turn_down(submitted_proposal(call__completion_parts=[FormalPart.LETTERS]))
    with pytest.raises(TurnDownOpen):
        open_completion(turn_down.proposal, parts=[FormalPart.LETTERS])


def test_answering_makes_the_next_version_with_a_receipt_and_tells_who_asked():
    completion = open_completion()
    first = completion.proposal.versions.get()
    version = answer(completion, beneficiary={"signatory_name": "Bo Maes"})
    assert (version.number, completion.state) == (2, CompletionState.ANSWERED)
    assert json.loads(version.snapshot)["signatory_name"] == "Bo Maes"
    assert json.loads(first.snapshot)["signatory_name"] == "An Peeters"
    assert completion.proposal.versions.get(number=1).sha256 == first.sha256
    assert Message.objects.filter(template="proposal_receipt").count() == 2
    assert Message.objects.get(template="completion_answered").to == completion.asked_by
    assert completion.proposal.edits.get(field="signatory_name").after == "Bo Maes"


def test_the_moment_of_handing_in_stays_what_it_was():
    completion = open_completion()
    before = completion.proposal.submitted_at
    answer(completion, beneficiary={"signatory_name": "Bo Maes"})
    completion.proposal.refresh_from_db()
    assert (completion.proposal.submitted_at, completion.proposal.state) == (before, ProposalState.SUBMITTED)


def test_files_and_letters_are_part_of_the_answer():
    completion = open_completion()
    member = completion.proposal.consortium.members.get()
    version = answer(completion, files=[("Statuten", a_pdf())], letters={member.pk: a_pdf("intentie.pdf")})
    member.refresh_from_db()
    assert completion.proposal.attachments.get().title == "Statuten"
    assert json.loads(version.snapshot)["members"][0]["letter"] == member.letter.sha256


def test_a_partner_gets_the_change_it_asked_without_its_euros_and_is_asked_anew():
    proposal = submitted_proposal(
        call__completion_parts=[FormalPart.CONFIRMATIONS], call__confirmation_rule=ConfirmationRule.AFTER_CLOSING
    )
    member = proposal.consortium.members.get()
    proposal.consortium.members.update(state=MemberState.CHANGE_ASKED)
    terms = {"role": "support", "reach": "local", "contribution": "Gastlessen", "in_kind": "", "hours": 12}
    completion = open_completion(proposal, parts=[FormalPart.CONFIRMATIONS])
    answer(completion, partners={member.pk: terms})
    member.refresh_from_db()
    assert (member.role, member.hours, member.contribution_cents) == ("support", 12, 100_000)
    assert (member.state, member.links.get().expires_at) == (MemberState.INVITED, completion.closes_at)


def test_a_partner_that_asked_nothing_is_not_changed():
    completion = open_completion()
    member = completion.proposal.consortium.members.get()
    terms = {"role": "support", "reach": "", "contribution": "", "in_kind": "", "hours": 0}
    with pytest.raises(Refused):
        answer(completion, partners={member.pk: terms})
    completion.refresh_from_db()
    assert completion.state == CompletionState.OPEN


def test_a_part_that_is_not_open_is_refused():
    proposal = submitted_proposal(call__completion_parts=[FormalPart.LETTERS])
    completion = open_completion(proposal, parts=[FormalPart.LETTERS])
    with pytest.raises(NotCompletable):
        answer(completion, beneficiary={"signatory_name": "Bo Maes"})


def test_an_answer_comes_in_time_or_not_at_all():
    completion = open_completion()
    with pytest.raises(CompletionClosed):
        answer(completion, at=completion.closes_at)
    answer(completion, at=completion.closes_at - datetime.timedelta(microseconds=1))
    with pytest.raises(CompletionClosed):
        answer(completion)


def test_a_withdrawn_proposal_is_not_completed():
    completion = open_completion()
    proposals.withdraw_proposal(completion.proposal, reason="", by=completion.proposal.started_by, at=AFTER)
    with pytest.raises(CompletionClosed):
        answer(completion)


def test_without_an_answer_the_proposal_is_judged_as_it_was_handed_in():
    completion = open_completion()
    with clock.at(completion.closes_at - datetime.timedelta(seconds=1)):
        assert expire_completions() == 0
    with clock.at(completion.closes_at):
        assert (expire_completions(), expire_completions()) == (1, 0)
    completion.refresh_from_db()
    assert completion.state == CompletionState.EXPIRED
    assert completion.proposal.versions.count() == 1
    people = {message.to for message in Message.objects.filter(template="completion_expired")}
    assert people == {completion.asked_by, completion.proposal.started_by}


def test_an_answered_completion_does_not_expire():
    completion = open_completion()
    other = type(completion).objects.get(pk=completion.pk)
    answer(completion)
    with pytest.raises(LostRace):
        completions.expire_completion(other, at=completion.closes_at)


def call_with_a_completion():
    call = CallFactory(completion_parts=[FormalPart.LETTERS])
    admissible_proposal(call=call)
    proposal = submitted_proposal(call=call)
    close(call)
    return call, open_completion(proposal, parts=[FormalPart.LETTERS])


def test_the_review_round_does_not_begin_while_a_school_completes_unless_a_coordinator_says_why():
    call, completion = call_with_a_completion()
    with pytest.raises(calls.StillCompleting, match=str(completion.proposal)):
        calls.open_review(call, by=UserFactory(coordinator=True), at=AFTER)
    calls.open_review(call, reason="De lezers hebben tijd nodig.", by=UserFactory(coordinator=True), at=AFTER)
    assert call.state == CallState.REVIEW
    assert call.moves.last().reason == "De lezers hebben tijd nodig."


def test_a_reason_does_not_let_an_unjudged_proposal_through():
    call, completion = call_with_a_completion()
    answer(completion)
    with pytest.raises(calls.NotAllChecked):
        calls.open_review(call, reason="Toch.", by=UserFactory(coordinator=True), at=AFTER)


def test_the_review_round_does_not_end_while_a_proposal_waits_for_its_check():
    call, _completion = call_with_a_completion()
    calls.open_review(call, reason="Toch.", by=UserFactory(coordinator=True), at=AFTER)
    with pytest.raises(calls.NotAllChecked):
        calls.close_review(call, reason="Toch.", by=UserFactory(coordinator=True), at=AFTER)
