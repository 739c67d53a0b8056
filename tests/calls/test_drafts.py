import datetime

import pytest

from calls.domain import drafts, replacing
from calls.enums import CallState, TeamRole
from calls.models import Proposal
from calls.tasks import delete_drafts, warn_drafts, warn_removals
from innovet.files.domain.storing import purge_unreferenced
from innovet.files.models import StoredFile
from innovet.kit import clock
from innovet.notifications.models import Message
from innovet.questions.models import AnswerSheet
from projects.models import Consortium
from tests.factories.announcements import ExtensionFactory
from tests.factories.calls import CLOSES_AT, ProposalFactory, ProposalRoleFactory, submitted_proposal
from tests.factories.files import StoredFileFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
INSTANT = datetime.timedelta(microseconds=1)
GONE_AT = CLOSES_AT + 183 * DAY


def warn_at(moment):
    with clock.at(moment):
        warn_drafts()
    return Message.objects.filter(template="draft_warning").count()


def test_a_draft_is_warned_7_days_48_hours_and_3_hours_before_closing_each_once():
    ProposalFactory()
    moments = (8 * DAY, 7 * DAY, 6 * DAY, 48 * HOUR, 47 * HOUR, 3 * HOUR, INSTANT, 0 * DAY)
    assert [warn_at(CLOSES_AT - before) for before in moments] == [0, 1, 1, 2, 2, 3, 3, 3]


def test_a_draft_that_starts_late_gets_the_nearest_warning_only():
    ProposalFactory()
    assert warn_at(CLOSES_AT - 2 * HOUR) == 1


def test_what_was_handed_in_is_not_warned():
    submitted_proposal()
    assert warn_at(CLOSES_AT - HOUR) == 0


def test_those_who_write_are_warned_and_those_who_read_are_not():
    proposal = ProposalFactory()
    writer = ProposalRoleFactory(proposal=proposal, role=TeamRole.EDITOR).user
    ProposalRoleFactory(proposal=proposal, role=TeamRole.READER)
    ProposalRoleFactory(proposal=proposal, until_on=datetime.date(2027, 1, 1))
    warn_at(CLOSES_AT - HOUR)
    assert {message.to for message in Message.objects.all()} == {proposal.started_by, writer}


def test_a_change_has_a_warning_in_its_own_words():
    proposal = submitted_proposal()
    replacing.start_replacement(proposal, by=proposal.started_by, at=CLOSES_AT - DAY)
    assert warn_at(CLOSES_AT - HOUR) == 1
    message = Message.objects.get(template="draft_warning")
    assert message.to == proposal.started_by
    assert "Wat je eerder indiende, blijft staan" in message.body


def test_a_school_with_more_time_is_warned_for_its_own_moment():
    proposal = ProposalFactory(call__state=CallState.CLOSED)
    assert warn_at(CLOSES_AT - HOUR) == 1
    ExtensionFactory(call=proposal.call, school=proposal.lead_school, closes_at=CLOSES_AT + 5 * DAY)
    assert warn_at(CLOSES_AT) == 2
    assert warn_at(CLOSES_AT + 5 * DAY - HOUR) == 3
    assert warn_at(CLOSES_AT + 5 * DAY) == 3


def run(task, moment):
    with clock.at(moment):
        return task()


def test_a_draft_that_was_never_handed_in_goes_after_half_a_year_and_a_warning():
    proposal = ProposalFactory()
    proposal.attachments.create(title="Plan", file=StoredFileFactory())
    assert run(warn_removals, GONE_AT - 14 * DAY - INSTANT) == 0
    assert run(warn_removals, GONE_AT - 14 * DAY) == 1
    assert run(warn_removals, GONE_AT - 13 * DAY) == 0
    assert run(delete_drafts, GONE_AT - INSTANT) == 0
    assert run(delete_drafts, GONE_AT) == 1
    assert not Proposal.objects.exists()
    assert not Consortium.objects.exists()
    assert not AnswerSheet.objects.exists()
    purge_unreferenced(at=GONE_AT)
    assert not StoredFile.objects.exists()
    assert "14 september 2027" in Message.objects.get(template="draft_removal").body


def test_without_a_warning_two_weeks_before_nothing_goes():
    ProposalFactory()
    assert run(delete_drafts, GONE_AT + 100 * DAY) == 0
    assert run(warn_removals, GONE_AT + 100 * DAY) == 1
    assert run(delete_drafts, GONE_AT + 100 * DAY) == 0
    assert run(delete_drafts, GONE_AT + 114 * DAY) == 1


def test_what_was_ever_handed_in_stays():
    submitted_proposal()
    taken_back = submitted_proposal()
    replacing.take_back_proposal(taken_back, reason="", by=taken_back.started_by, at=CLOSES_AT - DAY)
    for moment in (GONE_AT, GONE_AT + 14 * DAY):
        assert run(warn_removals, moment) == run(delete_drafts, moment) == 0
    assert Proposal.objects.count() == 2


def test_a_draft_whose_school_got_more_time_stays():
    proposal = ProposalFactory()
    run(warn_removals, GONE_AT - 14 * DAY)
    ExtensionFactory(call=proposal.call, school=proposal.lead_school, closes_at=CLOSES_AT + 5 * DAY)
    assert run(delete_drafts, GONE_AT) == 0
    assert drafts.delete_drafts(at=GONE_AT + 5 * DAY) == 1


def test_a_change_that_was_never_handed_in_goes_and_what_stands_stays():
    proposal = submitted_proposal()
    replacing.start_replacement(proposal, by=proposal.started_by, at=CLOSES_AT - DAY)
    run(warn_removals, GONE_AT - 14 * DAY)
    assert run(delete_drafts, GONE_AT) == 1
    assert list(Proposal.objects.all()) == [proposal]
