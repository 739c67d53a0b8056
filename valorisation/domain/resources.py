"""How a learning resource is made, handed in, published and withdrawn."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.files.domain.examining import Upload
from innovet.files.domain.storing import delete_file, store_file
from innovet.kit.refused import Refused, StaleRevision, require_reason
from projects.models import Project
from valorisation import notices
from valorisation.domain.catalogue import index_resource, unindex_resource
from valorisation.enums import EDITABLE_STATES, Facet, QualityCriterion, ResourceState
from valorisation.models import LearningResource, QualityLabel, QualityReview, ResourceFile, ResourceLink

TEXTS = ("kind", "title", "summary", "description", "makers", "licence")


class NotEditable(Refused):
    """The resource is in review or published."""


class Incomplete(Refused):
    """Something is missing before it can be handed in."""


@transaction.atomic
def create_resource(project: Project, details: Mapping[str, Any], *, at: datetime) -> LearningResource:
    """Begin a learning resource of a project; refuses a project without a lead school."""
    school = project.consortium.lead_school
    if school is None:
        raise Refused(_("This project has no lead school, so nobody can hand in material for it."))
    texts = {name: details[name] for name in TEXTS if name in details}
    resource = LearningResource.objects.create(project=project, school=school, created_at=at, **texts)
    _set_facets(resource, details)
    return resource


@transaction.atomic
def change_resource(resource: LearningResource, details: Mapping[str, Any], *, revision: int) -> None:
    """Save the description; refuses what is in review or published, and a revision that is not the last.

    The revision in the condition of the update makes sure that of two savers one is told.
    """
    texts = {name: details[name] for name in TEXTS if name in details}
    editable = LearningResource.objects.filter(pk=resource.pk, state__in=EDITABLE_STATES)
    if not editable.filter(revision=revision).update(revision=F("revision") + 1, **texts):
        current = LearningResource.objects.get(pk=resource.pk)
        if not current.is_editable:
            raise NotEditable(_("This resource is being reviewed or was published: it cannot be changed now."))
        raise StaleRevision(_("Somebody else saved this text since you opened it."), current=current)
    _set_facets(resource, details)
    resource.refresh_from_db()


@transaction.atomic
def add_files(resource: LearningResource, uploads: Iterable[Upload], *, by: User, at: datetime) -> list[ResourceFile]:
    """Keep files with a resource that is still being made; one refused file refuses all."""
    _take_editable(resource)
    return [
        ResourceFile.objects.create(resource=resource, stored_file=store_file(upload, by=by, at=at))
        for upload in uploads
    ]


@transaction.atomic
def remove_file(file: ResourceFile) -> None:
    """Take a file away from a resource that is still being made."""
    _take_editable(file.resource)
    stored = file.stored_file
    file.delete()
    delete_file(stored)


@transaction.atomic
def add_link(resource: LearningResource, *, title: str, address: str) -> ResourceLink:
    """Add an address; refuses one that is in the list already."""
    _take_editable(resource)
    try:
        with transaction.atomic():
            return ResourceLink.objects.create(resource=resource, title=title, address=address)
    except IntegrityError as error:
        raise Refused(_("This address is already in the list.")) from error


@transaction.atomic
def remove_link(link: ResourceLink) -> None:
    """Take an address away."""
    _take_editable(link.resource)
    link.delete()


def missing_parts(resource: LearningResource) -> list[str]:
    """What must still be filled in before handing in, in words."""
    present = set(resource.facets.values_list("facet", flat=True))
    missing = []
    if not resource.description.strip():
        missing.append(str(_("Describe how a colleague can use it.")))
    if Facet.STUDY_DOMAIN not in present:
        missing.append(str(_("Choose at least one study domain.")))
    if Facet.GRADE not in present:
        missing.append(str(_("Choose at least one grade.")))
    if not resource.files.exists() and not resource.links.exists():
        missing.append(str(_("Add at least one file or link.")))
    return missing


@transaction.atomic
def submit_resource(resource: LearningResource, *, by: User, at: datetime) -> None:
    """Hand in for quality review; refuses what is incomplete and names it.

    The row is held before the parts are counted, so that nobody takes the last file away in the same moment.
    """
    _take_editable(resource, changes=True)
    if missing := missing_parts(resource):
        raise Incomplete(" ".join(missing))
    move_state(resource, ResourceState.SUBMITTED, by=by, at=at)
    notices.ask_quality_review(resource, at=at)


@transaction.atomic
def review_resource(
    resource: LearningResource, *, criteria_met: Iterable[str], remarks: str, grants_label: bool, by: User, at: datetime
) -> QualityReview:
    """Record the findings: publish with the label, or return with remarks; of two reviewers at once one is told.

    Refuses the label while a criterion is not met, and changes asked without words.
    """
    met = [str(criterion) for criterion in QualityCriterion if criterion in set(criteria_met)]
    if grants_label and len(met) < len(QualityCriterion):
        raise Refused(_("The label needs every criterion. Ask for changes instead, or tick what is met."))
    if not grants_label and not remarks.strip():
        raise Refused(_("Write what should change, so that the makers can go on."))
    target = ResourceState.PUBLISHED if grants_label else ResourceState.RETURNED
    changes = {"published_at": at} if grants_label else {}
    move_state(resource, target, by=by, at=at, reason=remarks, **changes)
    review = QualityReview.objects.create(
        resource=resource,
        reviewer=by,
        revision=resource.revision,
        criteria_met=met,
        remarks=remarks,
        reviewed_at=at,
        grants_label=grants_label,
    )
    if grants_label:
        QualityLabel.objects.update_or_create(resource=resource, defaults={"review": review, "granted_at": at})
        index_resource(resource)
    notices.tell_review(review, at=at)
    return review


@transaction.atomic
def withdraw_resource(resource: LearningResource, *, reason: str, by: User, at: datetime) -> None:
    """Take a published resource out of the catalogue; refuses without a reason."""
    reason = require_reason(reason, _("Say why the resource is withdrawn: its makers read it."))
    move_state(resource, ResourceState.WITHDRAWN, by=by, at=at, reason=reason)
    unindex_resource(resource)
    notices.tell_withdrawal(resource, reason=reason, at=at)


@transaction.atomic
def restore_resource(resource: LearningResource, *, by: User, at: datetime) -> None:
    """Put a withdrawn resource back in the catalogue."""
    move_state(resource, ResourceState.PUBLISHED, by=by, at=at)
    index_resource(resource)


def _take_editable(resource: LearningResource, *, changes: bool = False) -> None:
    """Hold the row until the end of the transaction and make sure it may change.

    A file or link more leaves the revision as it is: who types the description at that moment still saves it.
    """
    editable = LearningResource.objects.filter(pk=resource.pk, state__in=EDITABLE_STATES)
    if not editable.update(revision=F("revision") + int(changes)):
        raise NotEditable(_("This resource is being reviewed or was published: it cannot be changed now."))
    resource.refresh_from_db(fields=["revision", "state"])


def _set_facets(resource: LearningResource, details: Mapping[str, Any]) -> None:
    chosen = {(facet, value) for facet in Facet.values for value in details.get(facet, ())}
    for facet, value in resource.facets.values_list("facet", "value"):
        if (facet, value) in chosen:
            chosen.discard((facet, value))
        elif facet in details:
            resource.facets.filter(facet=facet, value=value).delete()
    resource.facets.bulk_create(
        [resource.facets.model(resource=resource, facet=facet, value=value) for facet, value in sorted(chosen)],
        ignore_conflicts=True,
    )
