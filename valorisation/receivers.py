"""Answers to what happens to projects."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from projects.models import Project
from projects.signals import project_closed
from valorisation import notices


@receiver(project_closed)
def project_closed_asks_for_material(sender: object, project: Project, at: datetime, **_kwargs: Any) -> None:  # noqa: ARG001
    """A closed project is asked for the material it made."""
    notices.ask_for_material(project, at=at)
