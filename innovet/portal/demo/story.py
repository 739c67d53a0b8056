"""The story in order: people, places, two past cycles, the running one."""

from collections.abc import Callable

from django.db import transaction
from django.utils import translation

from innovet.kit import clock
from innovet.portal.demo import past, people, places, present
from innovet.portal.demo.calling import moment

BEGIN = moment(2019, 1, 7)


@transaction.atomic
def tell(say: Callable[[str], object]) -> None:
    """Build the whole demo in one transaction, so that an interrupted first run leaves nothing half."""
    with translation.override("nl-be"):
        with clock.at(BEGIN):
            people.invite_all()
            places.build_all()
        past.tell_2019()
        past.tell_2020()
        present.tell_2026()
    say("The demo story is told.")
