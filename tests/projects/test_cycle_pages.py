import datetime

import pytest
from django.test import Client
from django.urls import reverse

from innovet.kit import clock
from innovet.kit.time_chart import LEFT, WIDTH
from projects.domain import cycles
from projects.enums import CycleRoleKind, PhaseKind
from projects.models import Cycle, CycleRole, Theme
from projects.views.phase_chart import draw_phases
from tests.factories.accounts import UserFactory
from tests.factories.projects import (
    CycleFactory,
    CycleRoleFactory,
    PhaseFactory,
    PhaseTaskFactory,
    ProjectFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 15, 9, tzinfo=datetime.UTC)
CYCLE = {"name": "Nieuw", "school_year": "2026-2027", "starts_on": "2026-09-01", "ends_on": "2027-08-31"}
PHASE = {"kind": PhaseKind.CALL, "name": "", "starts_on": "2026-10-01", "ends_on": "2026-11-30"}


@pytest.fixture(autouse=True)
def coordinator(client):
    user = UserFactory(coordinator=True)
    client.force_login(user)
    return user


def post(client, view, /, *args, **data):
    with clock.at(NOW):
        return client.post(reverse(view, args=args), data)


def test_a_coordinator_makes_and_changes_a_cycle(client):
    assert client.get(reverse("cycle_add")).status_code == 200
    assert post(client, "cycle_add", **CYCLE).status_code == 302
    cycle = Cycle.objects.get()
    changed = CYCLE | {"name": "Anders", "revision": 0}
    assert post(client, "cycle_edit", cycle.pk, **changed).status_code == 302
    cycle.refresh_from_db()
    assert cycle.name == "Anders"
    page = post(client, "cycle_edit", cycle.pk, **changed | {"name": "Van een ander"})
    assert page.status_code == 409
    assert all(words in page.content.decode() for words in ("Dit staat er nu", "Anders", "Van een ander"))
    assert post(client, "cycle_edit", cycle.pk, **page.context["form"].data.dict()).status_code == 302
    cycle.refresh_from_db()
    assert (cycle.name, cycle.revision) == ("Van een ander", 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"school_year": "2026"}, "school_year"),
        ({"school_year": "2026-2028"}, "school_year"),
        ({"ends_on": "2026-08-01"}, "__all__"),
        ({"name": "Bestaat"}, "name"),
        ({"starts_on": "gisteren"}, "starts_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
    ],
)
def test_a_wrong_cycle_comes_back_with_its_error(client, change, field):
    CycleFactory(name="Bestaat")
    page = post(client, "cycle_add", **CYCLE | change)
    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_a_wrong_phase_comes_back_on_the_page_of_the_cycle(client):
    page = post(client, "phase_add", CycleFactory().pk, **PHASE | {"ends_on": "2026-09-30"})
    assert page.status_code == 422
    assert "De laatste dag ligt voor de eerste dag" in page.content.decode()


def test_themes_are_named_once_and_stay_while_in_use(client):
    cycle = CycleFactory()
    assert post(client, "theme_add", cycle.pk, name="Mobiliteit").status_code == 302
    assert post(client, "theme_add", cycle.pk, name="Mobiliteit").status_code == 422
    theme = Theme.objects.get()
    ProjectFactory(cycle=cycle, theme=theme)
    assert post(client, "theme_remove", theme.pk).status_code == 302
    assert Theme.objects.exists()
    free = ThemeFactory(cycle=cycle)
    post(client, "theme_remove", free.pk)
    assert not Theme.objects.filter(pk=free.pk).exists()
    with pytest.raises(cycles.ThemeInUse):
        cycles.remove_theme(theme)


def test_roles_are_given_once_and_end(client):
    cycle, person = CycleFactory(), UserFactory(email="lezer@example.be")
    data = {"email": "Lezer@Example.be", "role": CycleRoleKind.READER, "from_on": "2026-09-01"}
    assert post(client, "cycle_role_add", cycle.pk, **data).status_code == 302
    assert post(client, "cycle_role_add", cycle.pk, **data).status_code == 422
    assert post(client, "cycle_role_add", cycle.pk, **data | {"email": "niemand@example.be"}).status_code == 422
    role = CycleRole.objects.get(user=person)
    post(client, "cycle_role_end", role.pk)
    role.refresh_from_db()
    assert role.until_on == datetime.date(2026, 9, 15)


def test_a_role_that_did_not_start_never_does():
    role = CycleRoleFactory(from_on=datetime.date(2026, 10, 1))
    cycles.end_role(role, until_on=datetime.date(2026, 9, 15))
    assert not CycleRole.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_stay_within_their_statements(client, django_assert_max_num_queries, count):
    cycle = CycleFactory()
    CycleFactory.create_batch(count)
    for factory in (PhaseFactory, ThemeFactory, CycleRoleFactory):
        factory.create_batch(count, cycle=cycle)
    with django_assert_max_num_queries(7):
        client.get(reverse("cycle_list"))
    PhaseTaskFactory.create_batch(count, phase__cycle=cycle, owner=UserFactory())
    with django_assert_max_num_queries(9):
        client.get(reverse("cycle_detail", args=[cycle.pk]))


def test_the_chart_lays_phases_between_the_first_and_the_last_month():
    phases = [
        PhaseFactory.build(starts_on=datetime.date(2026, 9, 1), ends_on=datetime.date(2026, 9, 30)),
        PhaseFactory.build(starts_on=datetime.date(2026, 9, 16), ends_on=datetime.date(2026, 10, 31)),
    ]
    chart = draw_phases(phases, datetime.date(2026, 9, 1))
    assert (chart.bars[0].x, chart.bars[0].width) == (LEFT, pytest.approx(WIDTH * 30 / 61, abs=0.1))
    assert chart.bars[1].x + chart.bars[1].width == pytest.approx(LEFT + WIDTH, abs=0.2)
    assert (chart.today_x, len(chart.months)) == (LEFT, 2)
    assert [bar.spell.is_under_way for bar in chart.bars] == [True, False]


def test_a_name_that_was_taken_just_now_is_refused():
    cycle = CycleFactory(name="Bestaat")
    days = {"starts_on": cycle.starts_on, "ends_on": cycle.ends_on}
    with pytest.raises(cycles.NameTaken):
        cycles.create_cycle(name="Bestaat", school_year="2026-2027", **days)
    with pytest.raises(cycles.NameTaken):
        cycles.change_cycle(CycleFactory(), name="Bestaat", school_year="2026-2027", revision=0, **days)
    with pytest.raises(cycles.NameTaken):
        cycles.add_theme(cycle, name=ThemeFactory(cycle=cycle).name)


def test_a_long_chart_keeps_its_labels_apart():
    phase = PhaseFactory.build(starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2029, 12, 31))
    chart = draw_phases([phase], datetime.date(2019, 1, 1))
    assert len(chart.months) <= 13
    assert chart.today_x is None


def test_the_chart_says_of_each_task_whether_it_is_open_late_or_done():
    phase = PhaseFactory()
    tasks = [PhaseTaskFactory(phase=phase), PhaseTaskFactory(phase=phase, due_on=datetime.date(2026, 11, 30))]
    tasks.append(PhaseTaskFactory(phase=phase, done=True))
    chart = draw_phases([phase], datetime.date(2026, 10, 1), tasks)
    assert [mark.moment.shape for mark in chart.bars[0].marks] == ["late", "open", "done"]
    assert len(chart.months) == 3


def test_no_phases_no_chart():
    assert draw_phases([], datetime.date(2026, 9, 1)) is None


TODAY = datetime.date(2026, 9, 15)


def days(person):
    return list(CycleRole.objects.filter(user=person).order_by("from_on").values_list("from_on", "until_on"))


def test_a_role_is_handed_over_for_some_days_and_comes_back():
    role, other = CycleRoleFactory(from_on=datetime.date(2026, 9, 1)), UserFactory()
    taken = cycles.hand_over_role(role, other, from_on=TODAY, until_on=datetime.date(2026, 9, 30))
    assert (taken.taken_from, taken.role) == (role.user, role.role)
    assert days(other) == [(TODAY, datetime.date(2026, 9, 30))]
    assert days(role.user) == [
        (datetime.date(2026, 9, 1), datetime.date(2026, 9, 14)),
        (datetime.date(2026, 10, 1), None),
    ]


def test_a_role_is_handed_over_for_good():
    role, other = CycleRoleFactory(from_on=datetime.date(2026, 9, 1)), UserFactory()
    cycles.hand_over_role(role, other, from_on=TODAY)
    assert days(other) == [(TODAY, None)]
    assert len(days(role.user)) == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (datetime.date(2026, 8, 31), None),
        (datetime.date(2026, 9, 20), datetime.date(2026, 9, 19)),
        (datetime.date(2027, 9, 2), None),
    ],
)
def test_a_role_is_not_handed_over_outside_its_days(first, last):
    role = CycleRoleFactory(from_on=datetime.date(2026, 9, 1), until_on=datetime.date(2027, 8, 31))
    with pytest.raises(cycles.RoleRefused):
        cycles.hand_over_role(role, UserFactory(), from_on=first, until_on=last)


def test_of_two_handovers_of_one_role_the_second_is_refused():
    role = CycleRoleFactory(from_on=datetime.date(2026, 9, 1))
    late = CycleRole.objects.get(pk=role.pk)
    cycles.hand_over_role(role, UserFactory(), from_on=TODAY)
    with pytest.raises(cycles.RoleRefused):
        cycles.hand_over_role(late, UserFactory(), from_on=TODAY)


def test_the_holder_of_a_role_hands_it_over_on_its_page():
    role, other = CycleRoleFactory(from_on=datetime.date(2026, 9, 1)), UserFactory()
    holder = Client()
    holder.force_login(role.user)
    with clock.at(NOW):
        assert "Overdragen" in holder.get(reverse("cycle_role_list")).content.decode()
    data = {"email": other.email, "from_on": "2026-09-15"}
    assert post(holder, "cycle_role_hand_over", role.pk, **data).status_code == 302
    assert CycleRole.objects.filter(user=other).exists()
    assert post(holder, "cycle_role_hand_over", role.pk, **data).status_code == 404
