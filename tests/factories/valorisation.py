import factory

from tests.factories.files import StoredFileFactory
from tests.factories.projects import MADE_AT, ProjectFactory
from valorisation.domain.catalogue import index_resource
from valorisation.enums import Facet, ResourceState
from valorisation.models import LearningResource, ResourceFacet, ResourceFile


class FacetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResourceFacet

    facet = Facet.STUDY_DOMAIN
    value = "stem"


class ResourceFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResourceFile

    stored_file = factory.SubFactory(StoredFileFactory)


class LearningResourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LearningResource
        skip_postgeneration_save = True

    project = factory.SubFactory(ProjectFactory)
    school = factory.LazyAttribute(lambda resource: resource.project.consortium.lead_school)
    title = factory.Sequence(lambda n: f"Lespakket {n}")
    summary = "Een lespakket over robots in de zorg."
    description = "Zo gebruik je het in de klas."
    created_at = MADE_AT

    class Params:
        complete = factory.Trait(
            domain=factory.RelatedFactory(FacetFactory, "resource"),
            grade=factory.RelatedFactory(FacetFactory, "resource", facet=Facet.GRADE, value="3"),
            file=factory.RelatedFactory(ResourceFileFactory, "resource"),
        )
        submitted = factory.Trait(complete=True, state=ResourceState.SUBMITTED)
        published = factory.Trait(
            complete=True,
            state=ResourceState.PUBLISHED,
            published_at=MADE_AT,
            index=factory.PostGeneration(lambda resource, _create, _value: index_resource(resource)),
        )
