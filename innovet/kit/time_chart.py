"""Spells of days as bars in time with moments on them, in the units of an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

LEFT, WIDTH, RIGHT, ROW, TOP = 190, 800, 40, 34, 30
MOST_LABELS = 13


@dataclass(frozen=True, slots=True)
class Moment:
    """One day that matters; the shape says whether it is open, late or done."""

    title: str
    day: date
    shape: str = "open"


@dataclass(frozen=True, slots=True)
class Spell:
    """One row of the chart: from one day to another, or only moments."""

    title: str
    starts_on: date | None = None
    ends_on: date | None = None
    is_under_way: bool = False
    moments: Sequence[Moment] = ()

    @property
    def days(self) -> list[date]:
        """Every day that the chart must show."""
        return [day for day in (self.starts_on, self.ends_on) if day] + [moment.day for moment in self.moments]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a moment stands."""

    moment: Moment
    x: float
    y: int


@dataclass(frozen=True, slots=True)
class Bar:
    """Where the bar of a spell, its words and its moments stand; without days there is no bar (width 0)."""

    spell: Spell
    x: float
    y: int
    width: float
    text_y: int
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Month:
    """The line at the first day of a month."""

    label: str
    x: float


@dataclass(frozen=True, slots=True)
class TimeChart:
    """All that the drawing needs; `today_x` is None outside the chart."""

    width: int
    height: int
    bars: list[Bar]
    months: list[Month]
    today_x: float | None


def draw_spells(spells: Sequence[Spell], today: date) -> TimeChart | None:
    """Lay spells and their moments out between the first and the last month; None without any."""
    days = [day for spell in spells for day in spell.days]
    if not days:
        return None
    first, last = min(days).replace(day=1), _next_month(max(days))
    span = (last - first).days

    def place(day: date) -> float:
        return round(LEFT + WIDTH * (day - first).days / span, 1)

    def bar(spell: Spell, y: int) -> Bar:
        x, width = LEFT * 1.0, 0.0
        if spell.starts_on and spell.ends_on:
            x = place(spell.starts_on)
            width = max(3.0, round(place(spell.ends_on + timedelta(days=1)) - x, 1))
        marks = [Mark(moment, place(moment.day), y + 17) for moment in spell.moments]
        return Bar(spell, x=x, y=y + 6, width=width, text_y=y + 22, marks=marks)

    return TimeChart(
        width=LEFT + WIDTH + RIGHT,
        height=TOP + ROW * len(spells) + 10,
        bars=[bar(spell, TOP + row * ROW) for row, spell in enumerate(spells)],
        months=[Month(date_format(day, "M Y"), place(day)) for day in _months(first, last)],
        today_x=place(today) if first <= today < last else None,
    )


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _months(first: date, last: date) -> list[date]:
    months, day = [], first
    while day < last:
        months.append(day)
        day = _next_month(day)
    step = -(-len(months) // MOST_LABELS)
    return months[::step]
