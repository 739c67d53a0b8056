"""How a coordinator narrows the list of proposals."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from calls.enums import ProposalState
from calls.models import Proposal
from innovet.education import Province


class ProposalFilter(django_filters.FilterSet):  # type: ignore[misc]  # the library has no types
    """Words in title or school, a state, a province."""

    q = django_filters.CharFilter(label=_("Words in title or school"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(label=_("State"), choices=ProposalState, empty_label=_("All"))
    province = django_filters.ChoiceFilter(label=_("Province"), choices=Province, empty_label=_("All"))

    class Meta:
        model = Proposal
        fields = ["q", "state", "province"]
        form = forms.Form

    def by_words(self, proposals: QuerySet[Proposal], _name: str, words: str) -> QuerySet[Proposal]:
        """Every word must stand in the title or in the name or municipality of the school."""
        for word in words.replace("\x00", "").split()[:5]:
            proposals = proposals.filter(
                Q(title__icontains=word)
                | Q(lead_school__name__icontains=word)
                | Q(lead_school__municipality__icontains=word)
            )
        return proposals
