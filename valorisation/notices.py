"""Messages about learning resources."""

from datetime import datetime

from django.utils.timezone import localdate

from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User
from innovet.notifications.domain.outbox import post_message
from innovet.organisations.enums import EDIT_ROLES
from innovet.organisations.models import Membership, Organisation
from projects.models import Project
from valorisation.models import LearningResource, QualityReview


def ask_quality_review(resource: LearningResource, *, at: datetime) -> None:
    """Tell quality reviewers that material was handed in."""
    grants = RoleGrant.objects.on(localdate(at)).filter(role=Role.QUALITY, user__is_active=True)
    for reviewer in User.objects.filter(pk__in=grants.values("user")):
        _post("resource_submitted", resource, to=reviewer, key=f"{resource.revision}:{reviewer.pk}", at=at)


def tell_review(review: QualityReview, *, at: datetime) -> None:
    """Tell the makers that their material was published, or what should change."""
    template = "resource_published" if review.grants_label else "resource_returned"
    for maker in makers_of(review.resource.school):
        _post(template, review.resource, to=maker, key=f"{review.pk}:{maker.pk}", at=at, remarks=review.remarks)


def tell_withdrawal(resource: LearningResource, *, reason: str, at: datetime) -> None:
    """Tell the makers that their material left the catalogue, and why."""
    for maker in makers_of(resource.school):
        key = f"{resource.revision}:{at.isoformat()}:{maker.pk}"
        _post("resource_withdrawn", resource, to=maker, key=key, at=at, remarks=reason)


def ask_for_material(project: Project, *, at: datetime) -> None:
    """Ask the team of a closed project to hand in what it made."""
    school = project.consortium.lead_school
    for maker in makers_of(school) if school else ():
        post_message(
            "resource_asked",
            key=f"resource_asked:{project.pk}:{maker.pk}",
            at=at,
            to=maker,
            context={"project": project},
        )


def makers_of(school: Organisation) -> list[User]:
    """Owners and editors of a school."""
    members = Membership.objects.filter(organisation=school, role__in=EDIT_ROLES)
    return list(User.objects.filter(pk__in=members.values("user"), is_active=True))


def _post(template: str, resource: LearningResource, *, to: User, key: str, at: datetime, remarks: str = "") -> None:
    context = {"resource": resource, "remarks": remarks}
    post_message(template, key=f"{template}:{resource.pk}:{key}", at=at, to=to, context=context)
