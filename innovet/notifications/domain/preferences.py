"""Which kinds of message a person wants."""

from collections.abc import Collection

from django.db import transaction

from innovet.accounts.models import User
from innovet.notifications.enums import OPTIONAL_CATEGORIES, Category
from innovet.notifications.models import NotificationPreference


@transaction.atomic
def choose_categories(user: User, wanted: Collection[str]) -> None:
    """Switch off every optional kind that is not wanted; decisions and duties always come."""
    unwanted = [category for category in OPTIONAL_CATEGORIES if category not in wanted]
    NotificationPreference.objects.filter(user=user).exclude(category__in=unwanted).delete()
    rows = [NotificationPreference(user=user, category=category) for category in unwanted]
    NotificationPreference.objects.bulk_create(rows, ignore_conflicts=True)


def wanted_categories(user: User) -> list[Category]:
    """The optional kinds this person did not switch off."""
    off = set(NotificationPreference.objects.filter(user=user).values_list("category", flat=True))
    return [category for category in OPTIONAL_CATEGORIES if category not in off]
