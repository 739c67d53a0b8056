"""What rooms above may answer to; each is sent by one domain function, inside its transaction."""

from django.dispatch import Signal

# Sent by domain.projects.close_project with project, by and at.
project_closed = Signal()
