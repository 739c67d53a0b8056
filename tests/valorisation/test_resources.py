import datetime
import threading

import pytest
from django.db import connection, connections

from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.files.models import StoredFile
from innovet.kit.refused import LostRace, Refused, StaleRevision
from innovet.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.files import upload
from tests.factories.organisations import MembershipFactory
from tests.factories.projects import ProjectFactory
from tests.factories.valorisation import LearningResourceFactory
from valorisation.domain import resources
from valorisation.enums import QualityCriterion, ResourceState
from valorisation.models import LearningResource, QualityLabel, SearchTerm
from valorisation.receivers import project_closed_asks_for_material
from valorisation.search import read_query

NOW = datetime.datetime(2027, 5, 3, 10, tzinfo=datetime.UTC)
DETAILS = {
    "kind": "product", "title": "Robots in de zorg", "summary": "Lespakket", "description": "Zo doe je het.", "makers": "",
    "licence": "cc-by-sa", "study_domain": ["stem"], "grade": ["2", "3"], "finality": [],
}  # fmt: skip
pytestmark = pytest.mark.django_db


def judge(resource, *, grants_label=True, met=tuple(QualityCriterion), remarks="", by=None):
    return resources.review_resource(
        resource,
        criteria_met=met,
        remarks=remarks,
        grants_label=grants_label,
        by=by or UserFactory(quality=True),
        at=NOW,
    )


def test_create_resource_keeps_texts_and_facets():
    resource = resources.create_resource(ProjectFactory(), DETAILS, at=NOW)
    assert resource.title == "Robots in de zorg"
    assert sorted(resource.facets.values_list("facet", "value")) == [
        ("grade", "2"),
        ("grade", "3"),
        ("study_domain", "stem"),
    ]


def test_create_resource_refuses_a_project_without_a_school():
    with pytest.raises(Refused, match="penhouder"):
        resources.create_resource(ProjectFactory(consortium__lead_school=None), DETAILS, at=NOW)


def test_change_resource_replaces_texts_and_facets():
    resource = resources.create_resource(ProjectFactory(), DETAILS, at=NOW)
    resources.change_resource(resource, DETAILS | {"title": "Nieuw", "grade": ["3"]}, revision=1)
    assert (resource.title, resource.revision) == ("Nieuw", 2)
    assert list(resource.facets.filter(facet="grade").values_list("value", flat=True)) == ["3"]


def test_change_resource_with_an_old_revision_is_refused_with_what_stands():
    resource = resources.create_resource(ProjectFactory(), DETAILS, at=NOW)
    resources.change_resource(resource, DETAILS | {"title": "Eerst"}, revision=1)
    with pytest.raises(StaleRevision) as stale:
        resources.change_resource(resource, DETAILS | {"title": "Te laat"}, revision=1)
    assert stale.value.current.title == "Eerst"


def test_what_is_in_review_cannot_change():
    resource = LearningResourceFactory(submitted=True)
    with pytest.raises(resources.NotEditable):
        resources.change_resource(resource, DETAILS, revision=1)
    with pytest.raises(resources.NotEditable):
        resources.add_files(resource, [upload()], by=UserFactory(), at=NOW)
    with pytest.raises(resources.NotEditable):
        resources.add_link(resource, title="x", address="https://x.example")
    with pytest.raises(resources.NotEditable):
        resources.remove_file(resource.files.get())


def test_files_come_and_go_with_their_content():
    resource = LearningResourceFactory()
    (file,) = resources.add_files(resource, [upload()], by=UserFactory(), at=NOW)
    resources.remove_file(file)
    assert not StoredFile.objects.exists()


def test_a_link_stands_once():
    resource = LearningResourceFactory()
    link = resources.add_link(resource, title="Site", address="https://x.example")
    with pytest.raises(Refused):
        resources.add_link(resource, title="Nog eens", address="https://x.example")
    resources.remove_link(link)
    assert not resource.links.exists()


def test_submit_resource_names_all_that_is_missing():
    resource = LearningResourceFactory(description="")
    assert len(resources.missing_parts(resource)) == 4
    with pytest.raises(resources.Incomplete):
        resources.submit_resource(resource, by=UserFactory(), at=NOW)


def test_submit_resource_tells_quality_reviewers():
    reviewer = UserFactory(quality=True)
    resource = LearningResourceFactory(complete=True)
    resources.submit_resource(resource, by=UserFactory(), at=NOW)
    assert Message.objects.filter(to=reviewer, template="resource_submitted").count() == 1


def test_the_label_publishes_indexes_and_tells_the_makers():
    resource = LearningResourceFactory(submitted=True)
    maker = MembershipFactory(organisation=resource.school).user
    judge(resource)
    assert (resource.state, resource.published_at) == (ResourceState.PUBLISHED, NOW)
    assert QualityLabel.objects.get().resource == resource
    assert SearchTerm.objects.filter(resource=resource, stem="robot").exists()
    assert Message.objects.filter(to=maker, template="resource_published").exists()


def test_the_label_needs_every_criterion():
    with pytest.raises(Refused):
        judge(LearningResourceFactory(submitted=True), met=[QualityCriterion.CORRECT])


def test_asking_for_changes_needs_words():
    with pytest.raises(Refused):
        judge(LearningResourceFactory(submitted=True), grants_label=False, remarks=" ")


def test_returned_material_can_be_changed_and_handed_in_again():
    resource = LearningResourceFactory(submitted=True)
    maker = MembershipFactory(organisation=resource.school).user
    judge(resource, grants_label=False, remarks="Voeg ondertitels toe.")
    assert "Voeg ondertitels toe." in Message.objects.get(to=maker).body
    resources.change_resource(resource, DETAILS, revision=resource.revision)
    resources.submit_resource(resource, by=maker, at=NOW)
    assert resource.state == ResourceState.SUBMITTED


def test_of_two_reviewers_one_is_told():
    resource = LearningResourceFactory(submitted=True)
    stale = LearningResource.objects.select_related("school").get(pk=resource.pk)
    judge(resource)
    with pytest.raises(LostRace):
        judge(stale, grants_label=False, remarks="Te laat")
    assert resource.quality_reviews.count() == 1


def test_withdraw_takes_it_out_of_the_index_and_restore_puts_it_back():
    resource = LearningResourceFactory(published=True)
    coordinator = UserFactory(coordinator=True)
    with pytest.raises(Refused):
        resources.withdraw_resource(resource, reason="", by=coordinator, at=NOW)
    resources.withdraw_resource(resource, reason="Rechten onduidelijk", by=coordinator, at=NOW)
    assert not SearchTerm.objects.exists()
    resources.restore_resource(resource, by=coordinator, at=NOW)
    assert SearchTerm.objects.exists()
    with pytest.raises(MoveNotAllowed):
        resources.restore_resource(resource, by=coordinator, at=NOW)


def test_a_closed_project_asks_its_team_for_material():
    project = ProjectFactory()
    maker = MembershipFactory(organisation=project.consortium.lead_school).user
    project_closed_asks_for_material(None, project=project, at=NOW)
    assert Message.objects.get(to=maker).template == "resource_asked"


def test_the_best_match_comes_first():
    LearningResourceFactory(title="Lassen", summary="Niets", description="Met een robot.", published=True)
    best = LearningResourceFactory(title="Robots", summary="Robots in de zorg", published=True)
    found = LearningResource.objects.published().matching(read_query("robot "))
    assert found.first() == best
    assert found.count() == 2


def test_every_word_must_occur():
    LearningResourceFactory(title="Lassen", published=True)
    assert not LearningResource.objects.matching(read_query("lassen fietsen ")).exists()
    assert LearningResource.objects.matching(read_query("lassen robots ")).exists()
    assert LearningResource.objects.matching(read_query("las")).exists()


def test_facets_narrow_within_and_across():
    both = LearningResourceFactory(published=True)
    assert list(LearningResource.objects.with_facets([("grade", ["2", "3"]), ("study_domain", ["stem"])])) == [both]
    assert not LearningResource.objects.with_facets([("grade", ["2"])]).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_leave_one_review():
    resource = LearningResourceFactory(submitted=True)
    reviewers = [UserFactory(quality=True), UserFactory(quality=True)]
    gun = threading.Barrier(2)
    outcomes = []

    def act(reviewer):
        mine = LearningResource.objects.select_related("school").get(pk=resource.pk)
        try:
            gun.wait(10)
            outcomes.append(judge(mine, by=reviewer))
        except LostRace as lost:
            outcomes.append(lost)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(reviewer,)) for reviewer in reviewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(type(one).__name__ for one in outcomes) == ["LostRace", "QualityReview"]
    assert connection.vendor == "postgresql"
    assert resource.quality_reviews.count() == 1
