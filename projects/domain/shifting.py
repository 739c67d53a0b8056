"""Days and moments some days further on; a planning stays in this century."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from innovet.kit.refused import Refused

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class DayOutOfReach(Refused):
    """A day would come to lie outside the century."""


def shift_day(day: date, days: int) -> date:
    """The day that many days later; refuse one outside this century."""
    try:
        shifted = day + timedelta(days=days)
    except OverflowError as error:
        raise DayOutOfReach(_("With these dates a day falls outside the years 2000 to 2099.")) from error
    if not FIRST_DAY <= shifted <= LAST_DAY:
        raise DayOutOfReach(_("With these dates a day falls outside the years 2000 to 2099."))
    return shifted


def shift_moment(moment: datetime, days: int) -> datetime:
    """The same hour of the clock in Brussels, that many days later, whatever summer time does in between."""
    local = timezone.localtime(moment)
    return timezone.make_aware(datetime.combine(shift_day(local.date(), days), local.time()))
