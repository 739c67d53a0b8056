import datetime

import pytest
from django.db import connection

from projects.domain import cloning, phase_tasks, phases
from projects.enums import PhaseKind
from projects.models import Cycle, Phase, PhaseTask
from tests.factories.accounts import UserFactory
from tests.factories.projects import PhaseFactory, PhaseTaskFactory
from tests.projects.test_races import race

AT = datetime.datetime(2026, 9, 10, 9, tzinfo=datetime.UTC)
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="two writers at once need PostgreSQL (DATABASE_URL)"),
]
WORDS = {"kind": PhaseKind.CALL, "name": ""}
MOVED = {"starts_on": datetime.date(2026, 9, 8), "ends_on": datetime.date(2026, 11, 7)}


@pytest.mark.parametrize("_time", range(5))
def test_two_people_who_move_the_same_phase_move_what_follows_once(_time):
    phase = PhaseFactory()
    later = PhaseFactory(cycle=phase.cycle, starts_on=datetime.date(2026, 11, 2), ends_on=datetime.date(2026, 12, 1))
    seen = phases.plan_shift(phase, **MOVED).seen

    def shift():
        mine = Phase.objects.get(pk=phase.pk)
        phases.shift_phase(mine, **WORDS, **MOVED, seen=seen, later=[later.pk], with_tasks=True)

    outcomes = race(shift, shift)
    later.refresh_from_db()
    assert sorted(type(outcome) for outcome in outcomes if outcome) == [phases.PlanningChanged]
    assert later.starts_on == datetime.date(2026, 11, 9)


@pytest.mark.parametrize("_time", range(5))
def test_a_task_that_is_done_at_the_same_moment_keeps_its_day_or_moved_before(_time):
    task, by = PhaseTaskFactory(), UserFactory()
    phase = Phase.objects.get(pk=task.phase.pk)
    seen = phases.plan_shift(phase, **MOVED).seen
    mine = PhaseTask.objects.select_related("phase").get(pk=task.pk)
    race(
        lambda: phases.shift_phase(phase, **WORDS, **MOVED, seen=seen, later=[], with_tasks=True),
        lambda: phase_tasks.finish_task(mine, by=by, at=AT),
    )
    task.refresh_from_db()
    phase.refresh_from_db()
    is_moved = phase.starts_on == MOVED["starts_on"]
    assert task.is_done
    assert task.due_on == (datetime.date(2026, 10, 7) if is_moved else datetime.date(2026, 9, 30))
    assert task.revision == (2 if is_moved else 1)


@pytest.mark.parametrize("_time", range(5))
def test_a_repeated_click_makes_one_copy(_time):
    phase, by = PhaseFactory(), UserFactory(coordinator=True)
    words = {"name": "Kopie", "school_year": "2027-2028", "starts_on": datetime.date(2027, 9, 1)}
    made = []

    def clone():
        made.append(cloning.clone_cycle(phase.cycle, **words, with_roles=True, key="k", by=by, at=AT).pk)

    assert race(clone, clone) == [None, None]
    assert len(set(made)) == 1
    assert Cycle.objects.count() == 2
    assert Phase.objects.count() == 2
