from tests.factories.projects import MADE_AT, ConsortiumFactory, ProjectFactory
from tests.factories.valorisation import LearningResourceFactory
from valorisation.enums import ResourceState
from valorisation.models import ResourceLink


def build(world):
    project = ProjectFactory(consortium=ConsortiumFactory(lead_school=world.school, frozen=True), cycle=world.cycle)
    world.resource_project = project
    world.draft_resource = LearningResourceFactory(project=project, complete=True)
    world.submitted_resource = LearningResourceFactory(project=project, submitted=True)
    world.resource = LearningResourceFactory(project=project, published=True)
    world.withdrawn_resource = LearningResourceFactory(
        project=project, state=ResourceState.WITHDRAWN, published_at=MADE_AT
    )
    world.draft_file = world.draft_resource.files.get()
    world.resource_file = world.resource.files.get()
    world.draft_link = ResourceLink.objects.create(
        resource=world.draft_resource, title="x", address="https://x.example"
    )
