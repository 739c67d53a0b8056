"""Days on which people work here: weekends, Belgian public holidays, and the school holidays of Flanders."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
SATURDAY = 5


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar.

    Source: Butcher's algorithm, J. Meeus, Astronomical Algorithms, chapter 8.
    """
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> frozenset[date]:
    """The ten public holidays of Belgium."""
    sunday = easter(year)
    moving = {sunday + 1 * DAY, sunday + 39 * DAY, sunday + 50 * DAY}
    fixed = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
    return frozenset(moving | {date(year, month, day) for month, day in fixed})


def is_working_day(day: date) -> bool:
    """Neither in a weekend nor on a public holiday."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The count-th working day after a day; the day itself is not counted."""
    while count > 0:
        day += DAY
        count -= is_working_day(day)
    return day


def working_days_later(closes_at: datetime, count: int) -> datetime:
    """The moment a number of working days after a closing moment, at the same hour here.

    Both are the first instant that is too late, so that midnight belongs to the day before.
    """
    last = timezone.localtime(closes_at - INSTANT)
    day = add_working_days(last.date(), count)
    return datetime.combine(day, last.time(), last.tzinfo) + INSTANT


def day_closes_at(day: date) -> datetime:
    """The first instant after a day here."""
    return datetime.combine(day + DAY, time(), timezone.get_default_timezone())


def is_school_holiday(day: date) -> bool:
    """In the autumn, Christmas, spring, Easter or summer holidays of Flemish schools."""
    return any(first <= day <= last for year in (day.year - 1, day.year) for first, last in school_holidays(year))


def school_holidays(year: int) -> list[tuple[date, date]]:
    """The first and last days of the holidays that begin in a year.

    Source: the rules of the Flemish government on holidays in secondary education: autumn is the week of 1 November
    (the week after when that is a Sunday), Christmas two weeks from the Monday of the week of 25 December (the week
    after when that is in a weekend), spring the seventh week before Easter, Easter two weeks from the first Monday
    of April (the Monday after an Easter in March, the second Monday before an Easter after 15 April), July and August.
    """
    sunday = easter(year)
    weeks = [
        (_monday_of(date(year, 11, 1), moves_from=6), 1),
        (_monday_of(date(year, 12, 25), moves_from=SATURDAY), 2),
        (sunday - 48 * DAY, 1),
        (_easter_holidays_start(sunday), 2),
    ]
    spells = [(first, first + (7 * count - 1) * DAY) for first, count in weeks]
    return [*spells, (date(year, 7, 1), date(year, 8, 31))]


def _monday_of(day: date, *, moves_from: int) -> date:
    """The Monday of the week of a day, or of the next week when it falls on weekday `moves_from` or later."""
    monday = day - day.weekday() * DAY
    return monday + 7 * DAY if day.weekday() >= moves_from else monday


def _easter_holidays_start(sunday: date) -> date:
    if sunday.month == 3:
        return sunday + DAY
    if sunday > date(sunday.year, 4, 15):
        return sunday - 13 * DAY
    first = date(sunday.year, 4, 1)
    return first + (-first.weekday() % 7) * DAY
