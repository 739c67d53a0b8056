"""The people of the demo: made up, on addresses that cannot exist."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User

PASSWORD = "innovet-demo-2026"  # noqa: S105

CAST: dict[str, tuple[str, str, Role | None]] = {
    "coordinator": ("Coördinator", "coordinator@demo.innovet.example", Role.COORDINATOR),
    "second_coordinator": ("Tweede coördinator", "coordinator2@demo.innovet.example", Role.COORDINATOR),
    "steering_1": ("Stuurgroeplid 1", "stuurgroep1@demo.innovet.example", Role.STEERING),
    "steering_2": ("Stuurgroeplid 2", "stuurgroep2@demo.innovet.example", Role.STEERING),
    "steering_3": ("Stuurgroeplid 3 (belangenconflict)", "stuurgroep3@demo.innovet.example", Role.STEERING),
    "quality": ("Kwaliteitsbeoordelaar", "kwaliteit@demo.innovet.example", Role.QUALITY),
    "rtc": ("RTC", "rtc@demo.innovet.example", Role.RTC),
    "administrator": ("Technisch beheerder", "beheerder@demo.innovet.example", Role.ADMINISTRATOR),
    "school": ("School (penhouder)", "school@demo.innovet.example", None),
    "other_school": ("Andere school", "school2@demo.innovet.example", None),
    "partner": ("Partner", "partner@demo.innovet.example", None),
    "teacher": ("Leerkracht", "leerkracht@demo.innovet.example", None),
}


def cast(key: str) -> User:
    """One of the people of the story."""
    return User.objects.get(email=CAST[key][1])


def invite_all() -> None:
    """Make everybody of the cast; one password hash serves all, since it is printed anyway."""
    password = make_password(PASSWORD)
    for role, email, grant in CAST.values():
        user = User(email=email, name=f"{role} (demo)", password=password)
        user.save()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        if grant:
            RoleGrant.objects.create(user=user, role=grant)


def present() -> list[tuple[str, str]]:
    """Who of the cast is here: role in Dutch and address."""
    known = set(User.objects.filter(email__in=[row[1] for row in CAST.values()]).values_list("email", flat=True))
    return [(role, email) for role, email, _grant in CAST.values() if email in known]
