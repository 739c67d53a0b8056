import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from innovet.accounts.domain.people import close_account
from innovet.accounts.models import User
from projects.enums import CycleRoleKind
from projects.models import CycleRole
from tests.factories.accounts import UserFactory
from tests.factories.projects import CycleFactory, CycleRoleFactory, PhaseFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def test_cycle_roles_are_part_of_a_persons_standing():
    role = CycleRoleFactory(role=CycleRoleKind.CHAIR)
    standing = User.objects.get(pk=role.user.pk).standing
    assert standing.ids("cycle", CycleRoleKind.CHAIR) == {role.cycle.pk}
    assert standing.ids("cycle", CycleRoleKind.READER) == frozenset()


def test_a_cycle_role_ends_after_its_last_day():
    role = CycleRoleFactory(until_on=datetime.date(2020, 1, 1))
    assert User.objects.get(pk=role.user.pk).standing.ids("cycle") == frozenset()


def test_standing_stays_two_statements_with_cycle_roles(django_assert_num_queries):
    user = User.objects.get(pk=CycleRoleFactory(user=UserFactory(coordinator=True)).user.pk)
    with django_assert_num_queries(2):
        assert user.standing.is_coordinator


@pytest.mark.parametrize(
    ("factory", "fields"),
    [
        (CycleFactory, {"starts_on": datetime.date(2026, 9, 1), "ends_on": datetime.date(2026, 8, 1)}),
        (PhaseFactory, {"starts_on": datetime.date(2026, 9, 1), "ends_on": datetime.date(2026, 8, 1)}),
        (CycleRoleFactory, {"from_on": datetime.date(2026, 9, 1), "until_on": datetime.date(2026, 8, 1)}),
    ],
)
def test_a_last_day_before_the_first_day_does_not_enter(factory, fields):
    with pytest.raises(IntegrityError):
        factory(**fields)


def test_a_theme_stands_once_in_its_cycle():
    theme = ThemeFactory()
    with pytest.raises(ValidationError, match="thema met deze naam"):
        ThemeFactory.build(cycle=theme.cycle, name=theme.name).validate_constraints()
    with pytest.raises(IntegrityError):
        ThemeFactory(cycle=theme.cycle, name=theme.name)


def test_a_cycle_role_starts_once_on_a_day():
    role = CycleRoleFactory()
    with pytest.raises(IntegrityError):
        CycleRoleFactory(cycle=role.cycle, user=role.user, role=role.role)


def test_a_phase_without_a_name_shows_its_kind():
    assert PhaseFactory.build(name="").title == "Oproep"
    assert PhaseFactory.build(name="Tweede ronde").title == "Tweede ronde"


def test_a_phase_knows_whether_it_is_under_way():
    phase = PhaseFactory.build(starts_on=datetime.date(2026, 9, 1), ends_on=datetime.date(2026, 9, 30))
    assert phase.is_under_way(datetime.date(2026, 9, 30))
    assert not phase.is_under_way(datetime.date(2026, 10, 1))


def test_a_closed_account_has_no_role_in_a_cycle():
    role = CycleRoleFactory()
    later = CycleRoleFactory(user=role.user, role=CycleRoleKind.CHAIR, from_on=datetime.date(2027, 1, 1))
    past = CycleRoleFactory(user=role.user, from_on=datetime.date(2018, 1, 1), until_on=datetime.date(2018, 12, 31))
    other = CycleRoleFactory()
    close_account(role.user, by=role.user, at=datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC))
    for row in (role, past, other):
        row.refresh_from_db()
    assert (role.until_on, past.until_on, other.until_on) == (
        datetime.date(2026, 11, 19),
        datetime.date(2018, 12, 31),
        None,
    )
    assert not CycleRole.objects.filter(pk=later.pk).exists()
