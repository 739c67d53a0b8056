import datetime

import pytest
from django.urls import reverse

from innovet.kit.refused import LostRace, StaleRevision
from projects.domain import phases
from projects.domain.shifting import DayOutOfReach, shift_moment
from projects.enums import PhaseKind
from projects.models import Phase
from tests.factories.accounts import UserFactory
from tests.factories.projects import CycleFactory, PhaseFactory, PhaseTaskFactory

pytestmark = pytest.mark.django_db
WORDS = {"kind": PhaseKind.CALL, "name": "", "starts_on": "2026-09-08", "ends_on": "2026-11-07"}


def day(month, number):
    return datetime.date(2026, month, number)


MOVED = {"kind": PhaseKind.CALL, "name": "", "starts_on": day(9, 8), "ends_on": day(11, 7)}


@pytest.fixture
def client(client):
    client.force_login(UserFactory(coordinator=True))
    return client


@pytest.fixture
def phase():
    """A phase from 1 September to 31 October."""
    return PhaseFactory()


def later_phase(phase, starts_on=datetime.date(2026, 11, 2), ends_on=datetime.date(2026, 12, 1)):
    return PhaseFactory(cycle=phase.cycle, kind=PhaseKind.SELECTION, starts_on=starts_on, ends_on=ends_on)


def post(client, view, pk, /, **data):
    return client.post(reverse(view, args=[pk]), data)


def test_a_coordinator_adds_changes_and_removes_a_phase(client):
    cycle = CycleFactory()
    assert post(client, "phase_add", cycle.pk, **WORDS).status_code == 302
    phase = cycle.phases.get()
    assert client.get(reverse("phase_edit", args=[phase.pk])).status_code == 200
    moved = WORDS | {"ends_on": "2026-12-31", "revision": 0}
    assert post(client, "phase_edit", phase.pk, **moved).status_code == 302
    phase.refresh_from_db()
    assert (phase.ends_on, phase.revision) == (day(12, 31), 1)
    assert post(client, "phase_edit", phase.pk, **WORDS | {"ends_on": "2026-09-01"}).status_code == 422
    assert post(client, "phase_edit", phase.pk, remove="1").status_code == 302
    assert not Phase.objects.exists()


def test_who_saves_second_sees_what_the_first_made_of_the_phase(client, phase):
    phases.change_phase(phase, **MOVED | {"name": "Eerste ronde"}, revision=0)
    page = post(client, "phase_edit", phase.pk, **WORDS, name_typed="", revision=0)
    assert page.status_code == 409
    assert "Eerste ronde" in page.content.decode()
    assert page.context["form"]["revision"].value() == "1"
    with pytest.raises(StaleRevision):
        phases.change_phase(phase, **MOVED, revision=0)


def test_moving_a_phase_asks_first_what_moves_along(client, phase):
    task = PhaseTaskFactory(phase=phase)
    later = later_phase(phase)
    asked = post(client, "phase_edit", phase.pk, **WORDS, revision=0)
    assert asked.url.startswith(reverse("phase_shift", args=[phase.pk]))
    phase.refresh_from_db()
    assert phase.starts_on == day(9, 1)
    page = client.get(asked.url)
    assert all(words in page.content.decode() for words in ("9 november tot 8 december 2026", "7 oktober 2026"))
    chosen = {"later": [later.pk], "with_tasks": "on", "seen": page.context["shift"].seen}
    assert post(client, "phase_shift", phase.pk, **WORDS, **chosen).status_code == 302
    for row in (phase, task, later):
        row.refresh_from_db()
    assert (phase.starts_on, phase.ends_on, task.due_on) == (day(9, 8), day(11, 7), day(10, 7))
    assert (later.starts_on, later.ends_on) == (day(11, 9), day(12, 8))


def test_only_what_was_chosen_moves_along(phase):
    task, later = PhaseTaskFactory(phase=phase), later_phase(phase)
    theirs = PhaseTaskFactory(phase=later, due_on=day(11, 20))
    seen = phases.plan_shift(phase, starts_on=day(9, 8), ends_on=day(11, 7)).seen
    phases.shift_phase(phase, **MOVED, seen=seen, later=[], with_tasks=False)
    for row in (task, later, theirs):
        row.refresh_from_db()
    assert (task.due_on, later.starts_on, theirs.due_on) == (day(9, 30), day(11, 2), day(11, 20))


def test_tasks_of_later_phases_move_with_them_and_done_tasks_stay(phase):
    later = later_phase(phase)
    theirs = PhaseTaskFactory(phase=later, due_on=day(11, 20))
    done = PhaseTaskFactory(phase=phase, done=True)
    seen = phases.plan_shift(phase, starts_on=day(9, 8), ends_on=day(11, 7)).seen
    phases.shift_phase(phase, **MOVED, seen=seen, later=[later.pk], with_tasks=True)
    theirs.refresh_from_db()
    done.refresh_from_db()
    assert (theirs.due_on, done.due_on) == (day(11, 27), day(9, 30))


def test_a_longer_phase_pushes_later_phases_and_an_earlier_start_pulls_tasks(phase):
    PhaseTaskFactory(phase=phase)
    later_phase(phase)
    longer = phases.plan_shift(phase, starts_on=phase.starts_on, ends_on=day(11, 14))
    assert (longer.task_days, longer.later_days) == (14, 14)
    both = phases.plan_shift(phase, starts_on=day(8, 30), ends_on=day(11, 14))
    assert (both.task_days, both.later_days) == (-2, 14)
    same = phases.plan_shift(phase, starts_on=phase.starts_on, ends_on=phase.ends_on)
    assert not same.offers_something


def test_a_phase_that_overlaps_is_offered_but_not_expected_to_move(phase):
    overlapping, after = later_phase(phase, starts_on=day(10, 1)), later_phase(phase)
    PhaseFactory(cycle=phase.cycle, starts_on=day(8, 1))
    shift = phases.plan_shift(phase, starts_on=day(9, 8), ends_on=day(11, 7))
    assert [one.phase for one in shift.later] == [overlapping, after]
    assert shift.following == [after.pk]


@pytest.mark.parametrize("what", ["phase", "later", "task", "new phase"])
def test_a_planning_that_changed_meanwhile_is_shown_again_with_the_choice_kept(client, phase, what):
    task, later = PhaseTaskFactory(phase=phase), later_phase(phase)
    seen = phases.plan_shift(phase, starts_on=day(9, 8), ends_on=day(11, 7)).seen
    if what == "new phase":
        phases.add_phase(phase.cycle, **MOVED)
    else:
        row = {"phase": phase, "later": later, "task": task}[what]
        row.revision += 1
        row.save()
    page = post(client, "phase_shift", phase.pk, **WORDS, seen=seen, later=[later.pk])
    assert page.status_code == 409
    assert page.context["form"]["later"].value() == [str(later.pk)]
    assert not page.context["form"]["with_tasks"].value()
    later.refresh_from_db()
    assert later.starts_on == day(11, 2)
    again = {"seen": page.context["shift"].seen, "later": [later.pk]}
    assert post(client, "phase_shift", phase.pk, **WORDS, **again).status_code == 302


def test_days_outside_the_century_are_refused_with_what_was_typed(client, phase):
    later_phase(phase, starts_on=datetime.date(2099, 1, 1), ends_on=datetime.date(2099, 12, 31))
    for view in ("phase_edit", "phase_shift"):
        page = post(client, view, phase.pk, **WORDS | {"name": "Getypt"}, revision=0)
        assert page.status_code == 422
        assert all(words in page.content.decode() for words in ("buiten de jaren 2000 tot 2099", "Getypt"))
    assert post(client, "phase_edit", phase.pk, **WORDS | {"ends_on": "9999-12-31"}, revision=0).status_code == 422
    assert post(client, "phase_shift", phase.pk, **WORDS | {"ends_on": "nooit"}).status_code == 422
    assert client.get(reverse("phase_shift", args=[phase.pk])).url == reverse("phase_edit", args=[phase.pk])
    with pytest.raises(DayOutOfReach):
        shift_moment(datetime.datetime.max.replace(tzinfo=datetime.UTC) - datetime.timedelta(days=2), 30)


def test_a_phase_with_tasks_stays_and_a_removed_one_is_gone(client, phase):
    PhaseTaskFactory(phase=phase)
    page = client.post(reverse("phase_edit", args=[phase.pk]), {"remove": "1"}, follow=True)
    assert "In deze fase staan taken" in page.content.decode()
    phase.tasks.all().delete()
    phases.remove_phase(phase)
    with pytest.raises(LostRace):
        phases.change_phase(Phase(pk=phase.pk or 1, cycle=phase.cycle), **MOVED, revision=0)


@pytest.mark.parametrize("count", [1, 3])
def test_what_moves_along_takes_the_same_statements(client, django_assert_max_num_queries, phase, count):
    for _ in range(count):
        PhaseTaskFactory.create_batch(count, phase=later_phase(phase))
    query = "&".join(f"{name}={value}" for name, value in WORDS.items())
    client.get(reverse("cycle_list"))
    # Seven, and three in which the form asks the database whether its days are in order.
    with django_assert_max_num_queries(10):
        assert client.get(f"{reverse('phase_shift', args=[phase.pk])}?{query}").status_code == 200
