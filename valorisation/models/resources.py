"""Learning resources: what a project made, for every teacher."""

from collections.abc import Iterable
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import Move, User
from innovet.accounts.standing import standing_of
from innovet.organisations.enums import EDIT_ROLES
from valorisation.enums import EDITABLE_STATES, RESOURCE_FLOW, VALUES, Facet, Licence, ResourceKind, ResourceState
from valorisation.search import Query


class LearningResourceQuerySet(models.QuerySet["LearningResource"]):
    """Learning resources by who looks, by words and by facet."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published ones for all; the rest for its team, coordinators and, once handed in, quality reviewers."""
        standing = standing_of(user)
        if standing.is_coordinator:
            return self
        allowed = Q(state=ResourceState.PUBLISHED) | Q(school__in=standing.ids("organisation", *EDIT_ROLES))
        if standing.is_quality_reviewer:
            allowed |= Q(state__in=[ResourceState.SUBMITTED, ResourceState.RETURNED])
        return self.filter(allowed)

    def of_team(self, user: User | AnonymousUser) -> Self:
        """What one's own schools made."""
        return self.filter(school__in=standing_of(user).ids("organisation", *EDIT_ROLES))

    def published(self) -> Self:
        """What stands in the catalogue."""
        return self.filter(state=ResourceState.PUBLISHED)

    def matching(self, query: Query) -> Self:
        """Resources that hold every stem of the query and a word with its beginning, the best first."""
        found = self
        conditions = [Q(stem=one) for one in query.stems]
        if query.prefix:
            conditions.append(Q(stem__startswith=query.prefix))
        for condition in conditions:
            found = found.filter(Exists(SearchTerm.objects.filter(condition, resource=OuterRef("pk"))))
        if not conditions:
            return found
        counted = Q()
        for condition in conditions:
            counted |= Q(**{f"terms__{lookup}": value for lookup, value in condition.children})  # type: ignore[misc]
        return found.annotate(relevance=Coalesce(Sum("terms__weight", filter=counted), 0.0)).order_by(
            "-relevance", "-published_at", "pk"
        )

    def for_list(self) -> Self:
        """What the catalogue's list shows, and no more: a description can be long."""
        return self.select_related("school").only("title", "summary", "school__name").prefetch_related("facets")

    def with_facets(self, chosen: Iterable[tuple[str, list[str]]]) -> Self:
        """Resources with, for each facet named, at least one of its values."""
        found = self
        for facet, values in chosen:
            if values:
                found = found.filter(
                    Exists(ResourceFacet.objects.filter(resource=OuterRef("pk"), facet=facet, value__in=values))
                )
        return found


class LearningResource(models.Model):
    """A product or process that came out of a project, described so that another teacher can use it."""

    FLOW = RESOURCE_FLOW

    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="+", verbose_name=_("project")
    )
    school = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("school")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ResourceKind, default=ResourceKind.PRODUCT)
    title = models.CharField(_("title"), max_length=150)
    summary = models.CharField(_("summary"), max_length=500)
    description = models.TextField(_("description"), max_length=20_000, blank=True)
    makers = models.CharField(_("makers"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.BY_SA)
    revision = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=ResourceState, default=ResourceState.DRAFT, editable=False
    )
    created_at = models.DateTimeField(_("made at"), editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)

    objects = LearningResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning resource")
        verbose_name_plural = _("learning resources")
        ordering = ["-published_at", "pk"]
        indexes = [models.Index(fields=["state", "-published_at"], name="resource_by_publication")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=ResourceState.PUBLISHED) | models.Q(published_at__isnull=False),
                name="published_resource_has_a_moment",
                violation_error_message=_("A published resource needs its moment of publication."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page in the catalogue, also of what is not published yet."""
        return reverse("resource_detail", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        """Whether the team may still change it."""
        return self.state in EDITABLE_STATES


class LearningResourceMove(Move):
    """Log of a resource's states."""

    subject = models.ForeignKey(LearningResource, on_delete=models.CASCADE, related_name="moves")


class ResourceFacet(models.Model):
    """One value of one facet of a resource."""

    resource = models.ForeignKey(LearningResource, on_delete=models.CASCADE, related_name="facets")
    facet = models.CharField(_("facet"), max_length=20, choices=Facet)
    value = models.CharField(_("value"), max_length=30)

    class Meta:
        verbose_name = _("facet of a resource")
        verbose_name_plural = _("facets of resources")
        indexes = [models.Index(fields=["facet", "value", "resource"], name="facet_by_value")]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "facet", "value"],
                name="facet_value_is_named_once",
                violation_error_message=_("This value was chosen twice."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_value_display()

    def get_value_display(self) -> str:
        """The value in words."""
        return str(VALUES[self.facet](self.value).label)


class ResourceFile(models.Model):
    """A file of a resource."""

    resource = models.ForeignKey(LearningResource, on_delete=models.CASCADE, related_name="files")
    stored_file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    description = models.CharField(_("description"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("file of a resource")
        verbose_name_plural = _("files of resources")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.description or str(self.stored_file)


class ResourceLink(models.Model):
    """An address where more of a resource stands."""

    resource = models.ForeignKey(LearningResource, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(_("title"), max_length=150)
    address = models.URLField(_("address"), max_length=500)

    class Meta:
        verbose_name = _("link of a resource")
        verbose_name_plural = _("links of resources")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "address"],
                name="link_stands_once_with_its_resource",
                violation_error_message=_("This address is already in the list."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SearchTerm(models.Model):
    """One stem of a published resource with its weight: the search index."""

    resource = models.ForeignKey(LearningResource, on_delete=models.CASCADE, related_name="terms")
    stem = models.CharField(max_length=40)
    weight = models.FloatField()

    class Meta:
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")
        indexes = [models.Index(fields=["stem"], name="search_term_by_beginning", opclasses=["varchar_pattern_ops"])]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "stem"],
                name="search_term_stands_once_with_its_resource",
                violation_error_message=_("This stem is already in the index."),
            ),
        ]

    def __str__(self) -> str:
        return self.stem
