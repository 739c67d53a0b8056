import datetime

import pytest
from django.urls import reverse

from innovet.kit import clock
from projects.domain import cloning
from projects.domain.cycles import NameTaken
from projects.domain.shifting import DayOutOfReach
from projects.models import Cycle
from tests.factories.accounts import UserFactory
from tests.factories.projects import CycleFactory, CycleRoleFactory, PhaseFactory, PhaseTaskFactory, ThemeFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 16, 9, tzinfo=datetime.UTC)
WORDS = {"name": "Cyclus 2027-2028", "school_year": "2027-2028", "starts_on": "2027-09-01"}
COPY = {"name": "Kopie", "school_year": "2027-2028", "starts_on": datetime.date(2027, 9, 1), "with_roles": False}


@pytest.fixture
def coordinator(client):
    user = UserFactory(coordinator=True)
    client.force_login(user)
    return user


@pytest.fixture
def cycle():
    """A cycle of 2026-2027 with one phase."""
    cycle = CycleFactory(name="Cyclus 2026-2027")
    PhaseFactory(cycle=cycle)
    return cycle


def clone(cycle, by, /, **changes):
    return cloning.clone_cycle(cycle, **COPY | {"key": "k"} | changes, by=by, at=NOW)


def post(client, cycle, **data):
    with clock.at(NOW):
        return client.post(reverse("cycle_clone", args=[cycle.pk]), WORDS | {"key": "k"} | data)


def test_a_copy_has_the_phases_tasks_and_themes_a_year_later(cycle, coordinator):
    phase, theme = cycle.phases.get(), ThemeFactory(cycle=cycle)
    PhaseTaskFactory(phase=phase, title="Zaal", done=True, owner=coordinator)
    PhaseTaskFactory(phase=phase, title="Brief", owner=UserFactory(), due_on=datetime.date(2026, 10, 1))
    copy = clone(cycle, coordinator)
    assert (copy.starts_on, copy.ends_on) == (datetime.date(2027, 9, 1), datetime.date(2028, 8, 30))
    assert (copy.cloned_from, copy.roles.count()) == (cycle, 0)
    moved = copy.phases.get()
    assert (moved.kind, moved.starts_on, moved.ends_on) == (
        phase.kind,
        datetime.date(2027, 9, 1),
        datetime.date(2027, 10, 31),
    )
    assert [theme.name for theme in copy.themes.all()] == [theme.name]
    assert [(task.title, task.owner, task.is_done, task.due_on) for task in moved.tasks.all()] == [
        ("Zaal", coordinator, False, datetime.date(2027, 9, 30)),
        ("Brief", None, False, datetime.date(2027, 10, 1)),
    ]
    assert (cycle.phases.count(), phase.tasks.count()) == (1, 2)


def test_roles_of_the_day_come_along_when_wanted(cycle, coordinator):
    role = CycleRoleFactory(cycle=cycle)
    CycleRoleFactory(cycle=cycle, user=role.user, role=role.role, from_on=datetime.date(2020, 1, 1))
    CycleRoleFactory(cycle=cycle, until_on=datetime.date(2026, 9, 1))
    PhaseTaskFactory(phase=cycle.phases.get(), owner=role.user)
    copy = clone(cycle, coordinator, with_roles=True)
    assert [(one.user, one.role, one.from_on) for one in copy.roles.all()] == [(role.user, role.role, NOW.date())]
    assert copy.phases.get().tasks.get().owner == role.user


def test_the_same_key_makes_one_copy_and_another_key_with_the_same_name_is_refused(cycle, coordinator):
    first = clone(cycle, coordinator)
    assert clone(cycle, coordinator) == first
    with pytest.raises(NameTaken):
        clone(cycle, coordinator, key="other")
    with pytest.raises(NameTaken):
        clone(cycle, UserFactory(coordinator=True))
    assert Cycle.objects.count() == 2


def test_days_outside_the_century_copy_nothing(cycle, coordinator):
    with pytest.raises(DayOutOfReach):
        clone(cycle, coordinator, starts_on=datetime.date(2099, 9, 1))
    assert Cycle.objects.count() == 1


def test_the_page_shows_what_comes_along_before_it_is_made(client, cycle, coordinator):
    PhaseTaskFactory(phase=cycle.phases.get(), title="Zaal boeken")
    ThemeFactory(cycle=cycle, name="Mobiliteit")
    page = client.get(reverse("cycle_clone", args=[cycle.pk]))
    shown = page.content.decode()
    assert all(words in shown for words in ("Cyclus 2027-2028", "1 september tot 31 oktober 2027", "Mobiliteit"))
    assert "30 september 2027" in shown
    other = client.get(reverse("cycle_clone", args=[cycle.pk]), WORDS | {"starts_on": "2027-09-08"})
    assert "8 september tot 7 november 2027" in other.content.decode()
    assert Cycle.objects.count() == 1
    made = post(client, cycle)
    assert post(client, cycle).url == made.url
    assert Cycle.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Cyclus 2026-2027"}, "name"),
        ({"school_year": "2027-2029"}, "school_year"),
        ({"starts_on": "9999-01-01"}, "starts_on"),
        ({"starts_on": "2099-09-01"}, "starts_on"),
        ({"starts_on": "morgen"}, "starts_on"),
    ],
)
def test_a_copy_that_cannot_be_comes_back_with_its_error(client, cycle, coordinator, change, field):
    page = post(client, cycle, **change)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    if field != "name":
        page = client.get(reverse("cycle_clone", args=[cycle.pk]), WORDS | change)
        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert Cycle.objects.count() == 1


def test_a_cycle_that_starts_on_a_leap_day_is_copied_a_year_later(client, coordinator):
    cycle = CycleFactory(name="Schrikkel", starts_on=datetime.date(2028, 2, 29), ends_on=datetime.date(2028, 12, 31))
    page = client.get(reverse("cycle_clone", args=[cycle.pk]))
    assert page.context["form"].cleaned_data["starts_on"] == datetime.date(2029, 2, 28)
    assert page.context["form"].cleaned_data["name"] == "Schrikkel 2027-2028"


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_the_same_statements(client, django_assert_max_num_queries, cycle, coordinator, count):
    for phase in PhaseFactory.create_batch(count, cycle=cycle):
        PhaseTaskFactory.create_batch(count, phase=phase)
    ThemeFactory.create_batch(count, cycle=cycle)
    client.get(reverse("cycle_list"))
    with django_assert_max_num_queries(9):
        client.get(reverse("cycle_clone", args=[cycle.pk]))
