"""The phases of a cycle as bars in time, in the units of an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

from projects.models import Phase, PhaseTask

LEFT, WIDTH, RIGHT, ROW, TOP = 190, 800, 40, 34, 30
MOST_LABELS = 13


@dataclass(frozen=True, slots=True)
class Mark:
    """One task on the bar of its phase; the shape says whether it is open, late or done."""

    task: PhaseTask
    x: float
    y: int
    shape: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One phase: where its bar, its words and the marks of its tasks stand."""

    phase: Phase
    x: float
    y: int
    width: float
    text_y: int
    is_under_way: bool
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Month:
    """The line at the first day of a month."""

    label: str
    x: float


@dataclass(frozen=True, slots=True)
class PhaseChart:
    """All that the drawing needs; `today_x` is None outside the chart."""

    width: int
    height: int
    bars: list[Bar]
    months: list[Month]
    today_x: float | None


def draw_phases(phases: Sequence[Phase], today: date, tasks: Sequence[PhaseTask] = ()) -> PhaseChart | None:
    """Lay the phases and their tasks out between the first and the last month; None without phases."""
    if not phases:
        return None
    dues = [task.due_on for task in tasks]
    first = min(*(phase.starts_on for phase in phases), *dues, phases[0].starts_on).replace(day=1)
    last = _next_month(max(*(phase.ends_on for phase in phases), *dues, phases[0].ends_on))
    span = (last - first).days

    def place(day: date) -> float:
        return round(LEFT + WIDTH * (day - first).days / span, 1)

    bars = [
        Bar(
            phase=phase,
            x=place(phase.starts_on),
            y=TOP + row * ROW + 6,
            width=max(3.0, round(place(phase.ends_on + timedelta(days=1)) - place(phase.starts_on), 1)),
            text_y=TOP + row * ROW + 22,
            is_under_way=phase.is_under_way(today),
            marks=[
                Mark(task, place(task.due_on), TOP + row * ROW + 17, _shape(task, today))
                for task in tasks
                if task.phase_id == phase.pk
            ],
        )
        for row, phase in enumerate(phases)
    ]
    return PhaseChart(
        width=LEFT + WIDTH + RIGHT,
        height=TOP + ROW * len(bars) + 10,
        bars=bars,
        months=[Month(date_format(day, "M Y"), place(day)) for day in _months(first, last)],
        today_x=place(today) if first <= today < last else None,
    )


def _shape(task: PhaseTask, today: date) -> str:
    if task.is_done:
        return "done"
    return "late" if task.is_late(today) else "open"


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _months(first: date, last: date) -> list[date]:
    months, day = [], first
    while day < last:
        months.append(day)
        day = _next_month(day)
    step = -(-len(months) // MOST_LABELS)
    return months[::step]
