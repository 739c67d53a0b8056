"""What rooms above may answer to; each is sent by one domain function, inside its transaction."""

from django.dispatch import Signal

# Sent by domain.projects.close_project with project, by and at.
project_closed = Signal()

# Sent by domain.cloning.clone_cycle with cycle (the new one), original, days, by and at.
cycle_cloned = Signal()

# Sent by domain.answers.withdraw_by_link with member and at, for each plan in which the yes stood.
partner_withdrew = Signal()
