"""The search index of the catalogue."""

from django.conf import settings
from django.utils import translation

from valorisation.models import LearningResource, SearchTerm
from valorisation.search import weigh

TITLE, SUMMARY, TAGS, PEOPLE, DESCRIPTION = 8.0, 4.0, 3.0, 2.0, 1.0


def index_resource(resource: LearningResource) -> None:
    """Make the words of a published resource findable, in place of what was indexed before."""
    files = " ".join(resource.files.values_list("stored_file__name", flat=True))
    weights = weigh(
        [
            (resource.title, TITLE),
            (resource.summary, SUMMARY),
            (_facet_words(resource), TAGS),
            (f"{resource.makers} {resource.school} {resource.project.title}", PEOPLE),
            (f"{resource.description} {files}", DESCRIPTION),
        ]
    )
    unindex_resource(resource)
    SearchTerm.objects.bulk_create(
        [SearchTerm(resource=resource, stem=stem, weight=weight) for stem, weight in sorted(weights.items())]
    )


def unindex_resource(resource: LearningResource) -> None:
    """Take a resource out of the index."""
    SearchTerm.objects.filter(resource=resource).delete()


def _facet_words(resource: LearningResource) -> str:
    """The facets in the words of the language that is active: Dutch, since the index is Dutch."""
    with translation.override(settings.LANGUAGE_CODE):
        return " ".join(str(facet.get_value_display()) for facet in resource.facets.all())
