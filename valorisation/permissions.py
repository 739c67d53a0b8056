"""Who may do what with learning resources."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.verdict import Verdict, allow_if, no
from innovet.organisations.enums import EDIT_ROLES
from valorisation.enums import ResourceState
from valorisation.models import LearningResource

type Asker = User | AnonymousUser


def is_maker(user: Asker, resource: LearningResource) -> bool:
    """Owners and editors of the lead school make the resource."""
    return resource.school_id in standing_of(user).ids("organisation", *EDIT_ROLES)


def can_edit(user: Asker, resource: LearningResource) -> Verdict:
    """The makers, until it is handed in; again when changes were asked."""
    is_mine = allow_if(is_maker(user, resource), _("Only owners and editors of the school change this resource."))
    return is_mine and allow_if(
        resource.is_editable, _("This resource is being reviewed or was published: it cannot be changed now.")
    )


def can_review(user: Asker, resource: LearningResource) -> Verdict:
    """Quality reviewers who are not of the school that made it."""
    standing = standing_of(user)
    if not standing.is_quality_reviewer:
        return no(_("Only quality reviewers judge lesson material."))
    if resource.school_id in standing.ids("organisation"):
        return no(_("This material comes from your own school: a colleague reviews it."))
    return allow_if(resource.state == ResourceState.SUBMITTED, _("This resource is not in quality review now."))


def can_withdraw(user: Asker, resource: LearningResource) -> Verdict:
    """Coordinators take published material out of the catalogue, and put it back."""
    if not standing_of(user).is_coordinator:
        return no(_("Only coordinators withdraw material."))
    return allow_if(
        resource.state in {ResourceState.PUBLISHED, ResourceState.WITHDRAWN},
        _("This resource is not in the catalogue."),
    )


def can_see_quality_desk(user: Asker) -> Verdict:
    """Quality reviewers, and coordinators who follow them."""
    standing = standing_of(user)
    return allow_if(
        standing.is_quality_reviewer or standing.is_coordinator, _("Only quality reviewers judge lesson material.")
    )
