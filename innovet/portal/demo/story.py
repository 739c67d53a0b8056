"""The story in order: people, organisations, history, a running cycle."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from innovet.kit import clock
from innovet.portal.demo import people

BEGIN = datetime(2026, 9, 1, 9, 0, tzinfo=ZoneInfo("Europe/Brussels"))


@transaction.atomic
def tell(say: Callable[[str], object]) -> None:
    """Build the whole demo in one transaction, so that an interrupted first run leaves nothing half."""
    with clock.at(BEGIN):
        people.invite_all()
    say("The demo story is told.")
