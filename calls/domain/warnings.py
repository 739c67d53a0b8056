"""What a coordinator should know of a closing moment before it is fixed."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from calls.models import Call
from innovet.kit.workdays import INSTANT, SATURDAY, is_school_holiday, is_working_day


def closing_warnings(call: Call) -> list[str]:
    """Say when the last minute falls in a weekend, on a holiday, in a school holiday or outside helpdesk hours."""
    if call.closes_at is None:
        return []
    last = timezone.localtime(call.closes_at - INSTANT - timedelta(minutes=call.grace_minutes))
    warnings = []
    if last.weekday() >= SATURDAY:
        warnings.append(_("The call closes in a weekend."))
    elif not is_working_day(last.date()):
        warnings.append(_("The call closes on a public holiday."))
    if is_school_holiday(last.date()):
        warnings.append(_("The call closes in a school holiday."))
    opens, closes = call.helpdesk_from, call.helpdesk_until
    if opens and closes and not (is_working_day(last.date()) and opens <= last.time() < closes):
        warnings.append(_("The call closes when the helpdesk does not answer."))
    return warnings
