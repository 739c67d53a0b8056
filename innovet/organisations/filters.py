"""How the directory is searched."""

import django_filters
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from innovet.accounts.standing import standing_of
from innovet.education import Network, Province
from innovet.organisations.enums import OrganisationKind
from innovet.organisations.forms import capitals
from innovet.organisations.models import Organisation
from innovet.organisations.models.organisations import OrganisationQuerySet


class SearchForm(forms.Form):
    """Every choice may stay open, so none is marked so."""

    marks_optional = False


class OrganisationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name, town or number; narrow down by kind, province and network."""

    q = django_filters.CharFilter(
        label=_("Name, town, school number or KBO number"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=capitals(OrganisationKind), empty_label=_("All kinds"))
    province = django_filters.ChoiceFilter(
        label=_("Province"), choices=capitals(Province), empty_label=_("All provinces")
    )
    network = django_filters.ChoiceFilter(
        label=_("Education network"), choices=capitals(Network), empty_label=_("All networks")
    )
    mine = django_filters.BooleanFilter(
        label=_("Only organisations I belong to"), method="only_mine", widget=forms.CheckboxInput
    )
    ended = django_filters.BooleanFilter(
        label=_("Also those that no longer exist"), method="with_ended", widget=forms.CheckboxInput
    )

    request: HttpRequest

    class Meta:
        model = Organisation
        form = SearchForm
        fields: list[str] = []

    def search(self, queryset: OrganisationQuerySet, _name: str, value: str) -> OrganisationQuerySet:
        """Every word counts."""
        return queryset.found_by(value)

    def only_mine(self, queryset: OrganisationQuerySet, _name: str, value: bool) -> OrganisationQuerySet:  # noqa: FBT001
        """Organisations to which the person belongs."""
        mine = standing_of(self.request.user).ids("organisation")
        return queryset.filter(pk__in=mine) if value else queryset

    def with_ended(self, queryset: OrganisationQuerySet, _name: str, value: bool) -> OrganisationQuerySet:  # noqa: FBT001
        """What has ended stands aside unless asked for."""
        return queryset if value else queryset.active()
