"""Closed lists of valorisation and the moves between states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.education import Finality, Grade, StudyDomain
from innovet.kit.flow import Flow


class ResourceKind(models.TextChoices):
    """What a learning resource is."""

    PRODUCT = "product", _("product: lesson material, tool or kit")
    PROCESS = "process", _("process: a method or way of working")


class ResourceState(models.TextChoices):
    """Where a learning resource stands on its way to the catalogue."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("in quality review")
    RETURNED = "returned", _("changes asked")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


RESOURCE_FLOW = Flow[ResourceState](
    {
        ResourceState.DRAFT: frozenset({ResourceState.SUBMITTED}),
        ResourceState.SUBMITTED: frozenset({ResourceState.RETURNED, ResourceState.PUBLISHED}),
        ResourceState.RETURNED: frozenset({ResourceState.SUBMITTED}),
        ResourceState.PUBLISHED: frozenset({ResourceState.WITHDRAWN}),
        ResourceState.WITHDRAWN: frozenset({ResourceState.PUBLISHED}),
    }
)
EDITABLE_STATES = frozenset({ResourceState.DRAFT, ResourceState.RETURNED})


class Licence(models.TextChoices):
    """Under which terms a teacher may reuse the material."""

    BY = "cc-by", _("Creative Commons: name the maker (CC BY 4.0)")
    BY_SA = "cc-by-sa", _("Creative Commons: name the maker, share alike (CC BY-SA 4.0)")
    BY_NC_SA = "cc-by-nc-sa", _("Creative Commons: name the maker, not for sale, share alike (CC BY-NC-SA 4.0)")


class Facet(models.TextChoices):
    """By what the catalogue can be narrowed."""

    STUDY_DOMAIN = "study_domain", _("study domain")
    GRADE = "grade", _("grade")
    FINALITY = "finality", _("finality")


VALUES: dict[str, type[models.TextChoices]] = {
    Facet.STUDY_DOMAIN: StudyDomain,
    Facet.GRADE: Grade,
    Facet.FINALITY: Finality,
}


class QualityCriterion(models.TextChoices):
    """What a quality reviewer looks at."""

    CORRECT = "correct", _("The content is correct and up to date.")
    DIDACTIC = "didactic", _("Goals, steps and evaluation are clear to another teacher.")
    TESTED = "tested", _("It was tried out in a class, and what was learned is told.")
    REUSABLE = "reusable", _("Another school can use it with common means.")
    ACCESSIBLE = "accessible", _("It is readable for all: alternatives for images, captions or a transcript for video.")
    RIGHTS = "rights", _("Sources are named, and the licence allows reuse.")
