"""The people of the demo: made up, on addresses that cannot exist."""

from datetime import date

from django.contrib.auth.hashers import make_password

from innovet.accounts.domain.people import create_person
from innovet.accounts.domain.roles import grant_role
from innovet.accounts.enums import Role
from innovet.accounts.models import User
from innovet.kit import clock

PASSWORD = "innovet-demo-2026"  # noqa: S105
SINCE = date(2019, 1, 1)

CAST: dict[str, tuple[str, str, Role | None]] = {
    "coordinator": ("Coördinator", "coordinator@demo.innovet.example", Role.COORDINATOR),
    "second_coordinator": ("Tweede coördinator", "coordinator2@demo.innovet.example", Role.COORDINATOR),
    "steering_1": ("Stuurgroeplid", "stuurgroep1@demo.innovet.example", Role.STEERING),
    "steering_2": ("Tweede stuurgroeplid", "stuurgroep2@demo.innovet.example", Role.STEERING),
    "steering_3": ("Stuurgroeplid met belangenconflict", "stuurgroep3@demo.innovet.example", Role.STEERING),
    "quality": ("Kwaliteitsbeoordelaar", "kwaliteit@demo.innovet.example", Role.QUALITY),
    "rtc": ("RTC", "rtc@demo.innovet.example", Role.RTC),
    "administrator": ("Technisch beheerder", "beheerder@demo.innovet.example", Role.ADMINISTRATOR),
    "school": ("School (penhouder)", "school@demo.innovet.example", None),
    "other_school": ("Andere school", "school2@demo.innovet.example", None),
    "partner": ("Partner", "partner@demo.innovet.example", None),
    "teacher": ("Leerkracht", "leerkracht@demo.innovet.example", None),
}
READERS = ("steering_1", "steering_2", "steering_3")


def cast(key: str) -> User:
    """One of the people of the story."""
    return User.objects.get(email=CAST[key][1])


def invite_all() -> None:
    """Make everybody of the cast with the role that each holds since the first cycle.

    The password is hashed once for all: it is printed anyway, and the first start should not wait for it.
    """
    for role, email, grant in CAST.values():
        user = create_person(email, f"{role} (demo)", at=clock.now())
        if grant:
            grant_role(user, grant, by=None, from_on=SINCE)
    User.objects.filter(email__in=[row[1] for row in CAST.values()]).update(password=make_password(PASSWORD))


def present() -> list[tuple[str, str]]:
    """Who of the cast is here: role in Dutch and address."""
    known = set(User.objects.filter(email__in=[row[1] for row in CAST.values()]).values_list("email", flat=True))
    return [(role, email) for role, email, _grant in CAST.values() if email in known]
