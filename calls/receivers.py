"""Answers to what happens to cycles."""

from typing import Any

from django.dispatch import receiver

from calls.domain.cloning import copy_calls
from projects.models import Cycle
from projects.signals import cycle_cloned


@receiver(cycle_cloned)
def cycle_cloned_copies_calls(sender: object, cycle: Cycle, original: Cycle, days: int, **_kwargs: Any) -> None:  # noqa: ARG001
    """The copy of a cycle gets its calls as drafts."""
    copy_calls(original, cycle, days=days)
