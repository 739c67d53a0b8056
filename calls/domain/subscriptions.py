"""Who wants to hear of new calls."""

from datetime import datetime

from calls import notices
from calls.models import Call, CallSubscription
from innovet.accounts.models import User


def subscribe(user: User, *, at: datetime) -> None:
    """Mail this person when a call is published; a second time changes nothing."""
    CallSubscription.objects.get_or_create(user=user, defaults={"since": at})


def unsubscribe(user: User) -> None:
    """No longer mail this person about calls."""
    CallSubscription.objects.filter(user=user).delete()


def tell_subscribers(call: Call, *, at: datetime) -> None:
    """Announce a call to everybody who asked for it; each hears it once."""
    for subscription in CallSubscription.objects.filter(user__is_active=True).select_related("user").order_by("pk"):
        notices.announce_call(call, subscription.user, at=at)
