"""How visitors narrow the list of projects."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from innovet.education import Province
from projects.models import Cycle, Project, Theme


def theme_names() -> list[tuple[str, str]]:
    """The themes of all cycles, each name once."""
    return [(name, name) for name in Theme.objects.order_by("name").values_list("name", flat=True).distinct()]


class FilterForm(forms.Form):
    """Nothing in it must be filled in, so nothing says so."""

    marks_optional = False


class ProjectFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Words, cycle, province and theme."""

    words = django_filters.CharFilter(method="with_words", label=_("Words in title or school"), max_length=100)
    cycle = django_filters.ModelChoiceFilter(queryset=Cycle.objects.all(), label=_("Cycle"), empty_label=_("All"))
    province = django_filters.ChoiceFilter(
        field_name="consortium__lead_school__province", choices=Province, label=_("Province"), empty_label=_("All")
    )
    theme = django_filters.ChoiceFilter(
        field_name="theme__name", choices=theme_names, label=_("Theme"), empty_label=_("All")
    )

    class Meta:
        model = Project
        fields: list[str] = []
        form = FilterForm

    def with_words(self, projects: QuerySet[Project], _name: str, value: str) -> QuerySet[Project]:
        """Projects whose title or lead school holds every word."""
        return projects.with_words(value)  # type: ignore[attr-defined, no-any-return]
