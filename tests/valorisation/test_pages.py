import pytest
from django.test import Client
from django.urls import reverse

from innovet.organisations.enums import MembershipRole
from tests.factories.accounts import UserFactory
from tests.factories.files import PDF, upload
from tests.factories.organisations import MembershipFactory
from tests.factories.projects import ProjectFactory
from tests.factories.valorisation import LearningResourceFactory, ResourceFileFactory
from tests.valorisation.test_resources import DETAILS
from valorisation import permissions
from valorisation.enums import QualityCriterion, ResourceState
from valorisation.find import find
from valorisation.models import LearningResource
from valorisation.waiting import waiting_for

pytestmark = pytest.mark.django_db


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def maker():
    return MembershipFactory(role=MembershipRole.EDITOR)


def test_from_project_to_catalogue_and_download(maker, client):
    project = ProjectFactory(consortium__lead_school=maker.organisation)
    school, quality = client_of(maker.user), client_of(UserFactory(quality=True))
    school.post(reverse("resource_create", args=[project.pk]), DETAILS)
    resource = LearningResource.objects.get()
    school.post(
        reverse("resource_file_add", args=[resource.pk]), DETAILS | {"revision": 1, "uploads": [upload("les.pdf")]}
    )
    school.post(reverse("resource_submit", args=[resource.pk]), DETAILS | {"revision": 2})
    assert client.get(reverse("resource_detail", args=[resource.pk])).status_code == 404
    assert "Robots in de zorg" in quality.get(reverse("quality_review_list")).content.decode()
    everything = {"criteria_met": QualityCriterion.values, "grant": "yes"}
    quality.post(reverse("quality_review_edit", args=[resource.pk]), everything)
    assert "Robots in de zorg" in client.get(reverse("resource_list"), {"q": "robot"}).content.decode()
    file = resource.files.get()
    answer = client.get(reverse("resource_file_download", args=[file.pk]))
    assert b"".join(answer.streaming_content) == PDF


def test_a_stale_save_answers_409_with_both_texts(maker):
    resource = LearningResourceFactory(project=ProjectFactory(consortium__lead_school=maker.organisation))
    school = client_of(maker.user)
    path = reverse("resource_edit", args=[resource.pk])
    school.post(path, DETAILS | {"revision": 1, "title": "Van mijn collega"})
    answer = school.post(path, DETAILS | {"revision": 1, "title": "Van mij"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Van mijn collega" in page
    assert "Van mij" in page
    assert 'value="2"' in page
    resource.refresh_from_db()
    assert resource.title == "Van mijn collega"


def test_a_refused_label_keeps_the_remarks():
    resource = LearningResourceFactory(submitted=True)
    quality = client_of(UserFactory(quality=True))
    answer = quality.post(
        reverse("quality_review_edit", args=[resource.pk]),
        {"grant": "yes", "remarks": "Bijna", "criteria_met": ["correct"]},
    )
    assert answer.status_code == 422
    assert "Bijna" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "grade=99",
        "study_domain=<script>",
        "q=" + "a" * 5000,
        "page=999999999999",
        "q=%00",
        "q=%25%5F",
        "grade=3&grade=x",
    ],
)
def test_the_catalogue_survives_odd_questions(client, query):
    LearningResourceFactory(published=True)
    assert client.get(reverse("resource_list") + "?" + query).status_code == 200


@pytest.mark.parametrize("name", ["resource_list", "quality_review_list", "resource_own_list"])
def test_lists_are_flat(name, maker, django_assert_max_num_queries):
    project = ProjectFactory(consortium__lead_school=maker.organisation)
    user = UserFactory(quality=True)
    MembershipFactory(user=user, organisation=maker.organisation)
    client = client_of(user)

    def add():
        LearningResourceFactory(published=True, project=project)
        LearningResourceFactory(submitted=True, project=project)

    add()
    with django_assert_max_num_queries(12) as captured:
        client.get(reverse(name))
    once = len(captured)
    add(), add()
    with django_assert_max_num_queries(once):
        client.get(reverse(name))


def test_the_public_page_takes_eight_statements_at_most(client, django_assert_max_num_queries):
    resource = LearningResourceFactory(published=True)
    ResourceFileFactory(resource=resource), ResourceFileFactory(resource=resource)
    with django_assert_max_num_queries(8):
        assert client.get(resource.get_absolute_url()).status_code == 200


def test_the_public_list_takes_six_statements_at_most(client, django_assert_max_num_queries):
    LearningResourceFactory(published=True)
    with django_assert_max_num_queries(6):
        client.get(reverse("resource_list"), {"q": "robot", "grade": "3"})


def test_find_shows_only_what_is_published():
    LearningResourceFactory(title="Drones", submitted=True)
    shown = LearningResourceFactory(title="Drones", published=True)
    assert [hit.url for hit in find(UserFactory(coordinator=True), "drone")] == [shown.get_absolute_url()]
    assert find(UserFactory(), "de") == []


def test_what_waits_for_reviewers_and_makers(maker):
    project = ProjectFactory(consortium__lead_school=maker.organisation)
    LearningResourceFactory(submitted=True, project=project)
    LearningResourceFactory(state=ResourceState.RETURNED, project=project, title="Terug")
    assert [item.count for item in waiting_for(UserFactory(quality=True), at=None)] == [1]
    assert ["Terug" in str(item.title) for item in waiting_for(maker.user, at=None)] == [True]
    assert waiting_for(UserFactory(), at=None) == []


def people(school):
    return {
        "teacher": UserFactory(),
        "owner": MembershipFactory(organisation=school).user,
        "editor": MembershipFactory(organisation=school, role=MembershipRole.EDITOR).user,
        "reader": MembershipFactory(organisation=school, role=MembershipRole.READER).user,
        "coordinator": UserFactory(coordinator=True),
        "quality": UserFactory(quality=True),
        "administrator": UserFactory(administrator=True),
    }


@pytest.mark.parametrize(
    ("verb", "traits", "allowed"),
    [
        (permissions.can_edit, {}, {"owner", "editor"}),
        (permissions.can_edit, {"submitted": True}, set()),
        (permissions.can_review, {"submitted": True}, {"quality"}),
        (permissions.can_review, {}, set()),
        (permissions.can_withdraw, {"published": True}, {"coordinator"}),
        (permissions.can_withdraw, {}, set()),
    ],
)
def test_who_may_do_what(verb, traits, allowed):
    resource = LearningResourceFactory(**traits)
    assert {name for name, user in people(resource.school).items() if verb(user, resource)} == allowed


def test_nobody_judges_the_material_of_the_own_school():
    resource = LearningResourceFactory(submitted=True)
    user = UserFactory(quality=True)
    MembershipFactory(user=user, organisation=resource.school, role=MembershipRole.READER)
    assert not permissions.can_review(user, resource)


def test_who_sees_the_quality_desk():
    allowed = {
        name
        for name, user in people(MembershipFactory().organisation).items()
        if permissions.can_see_quality_desk(user)
    }
    assert allowed == {"quality", "coordinator"}
