"""Who may do what in the learning network."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.verdict import YES, Verdict, allow_if, no
from network.enums import EventState
from network.models import Event, Registration


def can_organise(user: User | AnonymousUser) -> Verdict:
    """Coordinators organise events."""
    return allow_if(standing_of(user).is_coordinator, _("Only coordinators organise meetings."))


def can_register(user: User | AnonymousUser, event: Event, *, is_open: bool, is_registered: bool) -> Verdict:
    """Whoever is signed in may register once, while registration is open."""
    if not user.is_authenticated:
        return no(_("Sign in first, then you can register."))
    if is_registered:
        return no(_("You are already registered for this meeting."))
    if event.state == EventState.CANCELLED:
        return no(_("This meeting was cancelled."))
    return allow_if(is_open, _("Registration is closed."))


def can_cancel(user: User | AnonymousUser, registration: Registration, *, is_over: bool) -> Verdict:
    """One's own registration, until the meeting is over; coordinators may too."""
    if is_over:
        return no(_("This meeting is over."))
    standing = standing_of(user)
    if standing.is_coordinator or registration.user_id == standing.user_id:
        return YES
    return no(_("This is somebody else's registration."))
