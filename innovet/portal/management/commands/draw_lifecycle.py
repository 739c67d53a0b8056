"""Draws the states of every aggregate from its Flow, for docs/lifecycle.md."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Field, Model
from django.utils import translation

from innovet.kit.flow import Flow

PREFACE = """# States and moves

Made by `uv run manage.py draw_lifecycle` from the Flow of each model; do not edit by hand. A move is allowed only when
it has an arrow here; each one leaves a row in the log of its aggregate. States are named in Dutch, as on the screen.
"""


class Command(BaseCommand):
    """Writes one diagram per model with states, lower rooms first."""

    help = "Write docs/lifecycle.md: a diagram of the states and moves of every model that has them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Compare instead of write, when asked."""
        parser.add_argument("--check", action="store_true", help="fail when the file is out of step, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Draw, then write or compare."""
        path = Path(settings.BASE_DIR) / "docs" / "lifecycle.md"
        with translation.override("nl-be"):
            drawn = "\n".join([PREFACE, *map(_draw, models_with_states())])
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != drawn:
                raise CommandError("docs/lifecycle.md is out of step: run manage.py draw_lifecycle.")
        else:
            path.write_text(drawn, encoding="utf-8")
            self.stdout.write(f"{path} written")


def models_with_states() -> Iterator[type[Model]]:
    """Every model that has a Flow, in the order of the rooms."""
    return (model for model in apps.get_models() if isinstance(getattr(model, "FLOW", None), Flow))


def _draw(model: type[Model]) -> str:
    state = cast("Field[Any, Any]", model._meta.get_field("state"))
    flow: Flow[Any] = model.FLOW  # type: ignore[attr-defined]
    start = state.get_default()
    lines = [f"## {model._meta.label}: {model._meta.verbose_name}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {value}: {value.label}" for value in flow]
    lines += [f"    [*] --> {start}"] if start else []
    for source, targets in flow.items():
        lines += [f"    {source} --> {target}" for target in sorted(targets)]
    lines += [f"    {final} --> [*]" for final in sorted(flow.finals)]
    return "\n".join([*lines, "```", ""])
