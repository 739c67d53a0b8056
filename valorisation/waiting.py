"""What asks something of a person in valorisation."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from innovet.accounts.models import User
from innovet.kit.contributions import MOST_WAITING, Waiting
from innovet.organisations.enums import EDIT_ROLES
from valorisation.enums import ResourceState
from valorisation.models import LearningResource


def waiting_for(user: User, *, at: datetime) -> list[Waiting]:  # noqa: ARG001
    """Quality reviews to do, and own material that was returned."""
    items = []
    if user.standing.is_quality_reviewer:
        count = LearningResource.objects.visible_to(user).filter(state=ResourceState.SUBMITTED).count()
        if count:
            items.append(Waiting(title=_("Quality reviews to do"), url=reverse("quality_review_list"), count=count))
    if user.standing.ids("organisation", *EDIT_ROLES):
        returned = LearningResource.objects.of_team(user).filter(state=ResourceState.RETURNED)
        items += [
            Waiting(
                title=_("Changes asked: %(title)s") % {"title": one.title}, url=reverse("resource_edit", args=[one.pk])
            )
            for one in returned[:MOST_WAITING]
        ]
    return items
