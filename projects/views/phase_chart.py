"""The phases of a cycle as bars in time, with their tasks on them."""

from collections.abc import Sequence
from datetime import date

from innovet.kit.time_chart import Moment, Spell, TimeChart, draw_spells
from projects.models import Phase, PhaseTask


def draw_phases(phases: Sequence[Phase], today: date, tasks: Sequence[PhaseTask] = ()) -> TimeChart | None:
    """The phases and their tasks between the first and the last month; None without phases."""
    return draw_spells(
        [
            Spell(
                phase.title,
                phase.starts_on,
                phase.ends_on,
                is_under_way=phase.is_under_way(today),
                moments=[
                    Moment(task.title, task.due_on, _shape(task, today)) for task in tasks if task.phase_id == phase.pk
                ],
            )
            for phase in phases
        ],
        today,
    )


def _shape(task: PhaseTask, today: date) -> str:
    if task.is_done:
        return "done"
    return "late" if task.is_late(today) else "open"
