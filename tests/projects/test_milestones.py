import datetime

import pytest

from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.kit.refused import LostRace, ReasonMissing
from projects.domain import milestones
from projects.enums import MilestoneState
from projects.models import Milestone
from tests.factories.accounts import UserFactory
from tests.factories.projects import MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 11, 1, 9, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 12, 1)


def who():
    return {"by": UserFactory(), "at": AT}


def test_a_milestone_is_added_reached_and_planned_again():
    milestone = milestones.add_milestone(ProjectFactory(), title="Eerste les", due_on=DAY)
    milestones.reach_milestone(milestone, **who())
    milestones.reopen_milestone(milestone, **who())
    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.PLANNED
    assert [str(move) for move in milestone.moves.all()] == ["planned > done", "done > planned"]


def test_dropping_a_milestone_needs_a_reason():
    milestone = MilestoneFactory()
    with pytest.raises(ReasonMissing):
        milestones.drop_milestone(milestone, reason=" ", **who())
    milestones.drop_milestone(milestone, reason="Toestel niet geleverd.", **who())
    assert milestone.moves.get().reason == "Toestel niet geleverd."


def test_a_milestone_is_reached_once():
    milestone = MilestoneFactory()
    stale = Milestone.objects.get(pk=milestone.pk)
    milestones.reach_milestone(milestone, **who())
    with pytest.raises(MoveNotAllowed):
        milestones.reach_milestone(milestone, **who())
    with pytest.raises(LostRace):
        milestones.drop_milestone(stale, reason="x", **who())


@pytest.mark.parametrize("end", ["closed", "stopped"])
def test_the_file_of_an_ended_project_no_longer_changes(end):
    milestone = MilestoneFactory(project=ProjectFactory(**{end: True}))
    for act in (
        lambda: milestones.add_milestone(milestone.project, title="x", due_on=DAY),
        lambda: milestones.reach_milestone(milestone, **who()),
        lambda: milestones.drop_milestone(milestone, reason="x", **who()),
        lambda: milestones.reopen_milestone(milestone, **who()),
        lambda: milestones.write_log_entry(milestone.project, text="x", happened_on=DAY, **who()),
    ):
        with pytest.raises(milestones.ProjectEnded):
            act()


def test_the_log_book_keeps_who_wrote_when():
    project, person = ProjectFactory(), UserFactory()
    entry = milestones.write_log_entry(project, text="Overleg.", happened_on=DAY, by=person, at=AT)
    assert (entry.written_by, entry.written_at, project.log_entries.get()) == (person, AT, entry)


def test_late_milestones_are_open_ones_of_running_projects():
    late = MilestoneFactory(due_on=datetime.date(2026, 10, 1))
    MilestoneFactory(due_on=DAY)
    MilestoneFactory(due_on=datetime.date(2026, 10, 1), state=MilestoneState.DONE)
    MilestoneFactory(due_on=datetime.date(2026, 10, 1), project=ProjectFactory(planned=True))
    assert Milestone.objects.late(datetime.date(2026, 11, 1)).get() == late
    assert late.is_late(datetime.date(2026, 11, 1))
