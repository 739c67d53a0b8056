import datetime

import pytest
from django.urls import reverse

from innovet.accounts.domain.people import close_account
from innovet.kit import clock
from innovet.kit.refused import LostRace, StaleRevision
from projects import permissions
from projects.domain import phase_tasks
from projects.models import PhaseTask
from projects.waiting import waiting_for
from tests.factories.accounts import UserFactory
from tests.factories.projects import CycleRoleFactory, PhaseFactory, PhaseTaskFactory

pytestmark = pytest.mark.django_db
# A Wednesday.
NOW = datetime.datetime(2026, 9, 16, 9, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 16)
SUNDAY = datetime.date(2026, 9, 20)
WORDS = {"title": "Zaal boeken", "due_on": "2026-09-18"}


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def task():
    return PhaseTaskFactory()


def post(client, view, pk, /, **data):
    with clock.at(NOW):
        return client.post(reverse(view, args=[pk]), data)


def titles(user):
    return [str(item.title) for item in waiting_for(user, at=NOW)]


def test_a_coordinator_adds_a_task_with_an_owner_of_the_cycle(client, coordinator):
    phase = PhaseFactory()
    chair, stranger = CycleRoleFactory(cycle=phase.cycle).user, CycleRoleFactory().user
    with clock.at(NOW):
        page = client.get(reverse("phase_task_add", args=[phase.pk])).content.decode()
    assert str(chair) in page
    assert str(stranger) not in page
    for owner in (coordinator, chair):
        assert post(client, "phase_task_add", phase.pk, **WORDS, owner=owner.pk).status_code == 302
    assert post(client, "phase_task_add", phase.pk, **WORDS, owner=stranger.pk).status_code == 422
    assert post(client, "phase_task_add", phase.pk, **WORDS | {"due_on": "0001-01-01"}).status_code == 422
    assert [task.owner for task in phase.tasks.order_by("pk")] == [coordinator, chair]
    with pytest.raises(phase_tasks.OwnerRefused):
        phase_tasks.add_task(phase, title="Zaal", owner=stranger, due_on=TODAY, on=TODAY)


def test_a_role_that_ended_makes_no_owner(task):
    past = CycleRoleFactory(cycle=task.phase.cycle, until_on=datetime.date(2026, 9, 15))
    future = CycleRoleFactory(cycle=task.phase.cycle, from_on=datetime.date(2027, 1, 1))
    assert list(phase_tasks.possible_owners(task.phase.cycle, on=TODAY)) == [future.user]
    assert past.user not in phase_tasks.possible_owners(task.phase.cycle, on=TODAY)


def test_a_task_is_changed_and_put_in_another_phase_of_its_cycle(client, task):
    other, elsewhere = PhaseFactory(cycle=task.phase.cycle), PhaseFactory()
    assert client.get(reverse("phase_task_edit", args=[task.pk])).status_code == 200
    words = {**WORDS, "revision": 0}
    assert post(client, "phase_task_edit", task.pk, **words, phase=elsewhere.pk).status_code == 422
    assert post(client, "phase_task_edit", task.pk, **words, phase=other.pk).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.phase, task.revision) == ("Zaal boeken", other, 1)
    page = post(client, "phase_task_edit", task.pk, **words | {"title": "Tweede"}, phase=other.pk)
    assert page.status_code == 409
    assert all(words in page.content.decode() for words in ("Zaal boeken", "Tweede"))
    words = {"phase": other, "title": "x", "owner": None, "due_on": TODAY, "on": TODAY}
    with pytest.raises(StaleRevision):
        phase_tasks.change_task(task, **words, revision=0)
    with pytest.raises(LostRace):
        phase_tasks.change_task(task, **words | {"phase": elsewhere}, revision=1)


def test_an_owner_whose_role_ended_may_stay_but_no_stranger_comes(client, task):
    task.owner = CycleRoleFactory(cycle=task.phase.cycle, until_on=datetime.date(2026, 9, 1)).user
    task.save()
    words = {**WORDS, "phase": task.phase.pk}
    assert post(client, "phase_task_edit", task.pk, **words, revision=0, owner=task.owner.pk).status_code == 302
    with pytest.raises(phase_tasks.OwnerRefused):
        phase_tasks.change_task(
            task, phase=task.phase, title="x", owner=UserFactory(), due_on=TODAY, revision=1, on=TODAY
        )


def test_a_task_is_done_and_reopened_by_its_owner(client, task, coordinator):
    owner = UserFactory()
    task.owner = owner
    task.save()
    client.force_login(owner)
    assert client.get(task.get_absolute_url()).status_code == 200
    assert post(client, "phase_task_finish", task.pk).url == task.get_absolute_url()
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (NOW, owner)
    with pytest.raises(LostRace):
        phase_tasks.finish_task(task, by=coordinator, at=NOW)
    assert "klaar" in client.get(task.get_absolute_url()).content.decode()
    assert post(client, "phase_task_reopen", task.pk).status_code == 302
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (None, None)
    with pytest.raises(LostRace):
        phase_tasks.reopen_task(task)
    assert post(client, "phase_task_remove", task.pk).status_code == 403
    assert not permissions.can_settle_task(UserFactory(), task)


def test_what_somebody_else_did_first_is_told(client, task):
    phase_tasks.finish_task(task, by=UserFactory(), at=NOW)
    for view, words in (("finish", "al gedaan of verwijderd"), ("reopen", "al heropend of verwijderd")):
        page = client.post(reverse(f"phase_task_{view}", args=[task.pk]), follow=True)
        assert (words in page.content.decode()) == (view == "finish")
    assert words in client.post(reverse("phase_task_reopen", args=[task.pk]), follow=True).content.decode()


def test_a_task_is_removed_once(client, task):
    assert post(client, "phase_task_remove", task.pk).status_code == 302
    with pytest.raises(LostRace):
        phase_tasks.remove_task(PhaseTask(pk=task.pk, phase=task.phase))
    assert post(client, "phase_task_remove", task.pk).status_code == 404


def test_what_is_late_or_due_this_week_waits_for_coordinators_and_its_owner(coordinator):
    owner = UserFactory()
    late = PhaseTaskFactory(title="Zaal", due_on=datetime.date(2026, 9, 15), owner=owner)
    cycle = late.phase.cycle
    PhaseTaskFactory(title="Verslag", due_on=SUNDAY)
    PhaseTaskFactory(title="Volgende week", due_on=SUNDAY + datetime.timedelta(days=1))
    PhaseTaskFactory(title="Gedaan", due_on=TODAY, done=True)
    found = titles(coordinator)
    assert found[0] == f"Te laat: Zaal ({cycle}, {owner})"
    assert found[1].startswith("Deze week: Verslag (")
    assert found[1].endswith("geen eigenaar)")
    assert len(found) == 2
    assert titles(owner) == found[:1]
    assert titles(UserFactory(steering=True)) == []


def test_the_open_tasks_of_who_leaves_wait_for_another_owner(coordinator):
    owner = UserFactory()
    task, done = PhaseTaskFactory(owner=owner), PhaseTaskFactory(owner=owner, done=True)
    close_account(owner, by=coordinator, at=NOW)
    task.refresh_from_db()
    done.refresh_from_db()
    assert (task.owner, done.owner) == (None, owner)


@pytest.mark.parametrize("count", [1, 3])
def test_tasks_on_the_start_page_take_one_statement(django_assert_num_queries, coordinator, count):
    PhaseTaskFactory.create_batch(count, owner=coordinator, due_on=TODAY)
    assert coordinator.standing.is_coordinator
    with django_assert_num_queries(3):
        assert len(waiting_for(coordinator, at=NOW)) == count
