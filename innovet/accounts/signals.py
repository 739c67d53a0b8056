"""What accounts tells the rooms above, inside the transaction."""

from django.dispatch import Signal

# user, by, at
account_closed = Signal()
# invitation, token, at
role_invitation_sent = Signal()
