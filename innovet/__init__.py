"""The platform: what every app stands on, and the one place where apps meet."""

from innovet.celery import app as celery_app

__all__ = ["celery_app"]
