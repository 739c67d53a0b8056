import threading

import pytest
from django.db import connection
from django.urls import reverse

from innovet.organisations.enums import MembershipRole
from tests.factories.accounts import UserFactory
from tests.factories.files import upload
from tests.factories.organisations import MembershipFactory
from tests.factories.valorisation import LearningResourceFactory
from tests.racing import at_once
from tests.valorisation.test_resources import DETAILS, NOW
from valorisation.domain import resources
from valorisation.enums import ResourceState
from valorisation.models import LearningResource

pytestmark = pytest.mark.django_db
LINK = {"link-title": "Handleiding", "link-address": "https://x.example/"}


@pytest.fixture
def resource():
    return LearningResourceFactory(complete=True, title="Van vroeger")


@pytest.fixture
def press(resource, client):
    """Press a button of the page with these things typed."""
    client.force_login(MembershipFactory(role=MembershipRole.EDITOR, organisation=resource.school).user)

    def press(name, /, pk=None, **typed):
        return client.post(reverse(name, args=[pk or resource.pk]), DETAILS | {"revision": 1} | typed)

    return press


def test_every_button_keeps_the_typed_text(resource, press):
    link = resources.add_link(resource, title="Site", address="https://y.example")
    buttons = [
        ("resource_file_add", resource.pk, {"uploads": [upload("les.pdf")]}),
        ("resource_link_add", resource.pk, LINK),
        ("resource_file_remove", resource.files.get().pk, {}),
        ("resource_link_remove", link.pk, {}),
        ("resource_submit", resource.pk, {}),
    ]
    for revision, (name, pk, typed) in enumerate(buttons, start=1):
        assert press(name, pk, revision=revision, title=f"Getypt bij {name}", **typed).status_code == 302
        resource.refresh_from_db()
        assert resource.title == f"Getypt bij {name}"
    assert [file.stored_file.name for file in resource.files.all()] == ["les.pdf"]
    assert [link.title for link in resource.links.all()] == ["Handleiding"]
    assert resource.state == ResourceState.SUBMITTED


def test_saving_keeps_the_file_and_the_link_as_well(resource, press):
    assert press("resource_edit", uploads=[upload("les.pdf")], **LINK).status_code == 302
    assert (resource.files.count(), resource.links.count()) == (2, 1)


def test_a_text_with_a_mistake_is_shown_again_and_the_file_is_kept(resource, press):
    answer = press("resource_file_add", title="", summary="Net getypt", uploads=[upload("les.pdf")], **LINK)
    assert answer.status_code == 422
    assert "Net getypt" in answer.content.decode()
    assert (resource.files.count(), resource.links.count()) == (2, 1)


@pytest.mark.parametrize(
    ("typed", "status"), [({"link-address": "geen adres"}, 422), ({"link-address": "https://y.example"}, 409)]
)
def test_a_link_with_a_mistake_is_shown_again_beside_the_saved_text(resource, press, typed, status):
    resources.add_link(resource, title="Site", address="https://y.example")
    answer = press("resource_link_add", title="Net getypt", **(LINK | typed))
    page = answer.content.decode()
    assert answer.status_code == status
    assert "Handleiding" in page
    assert typed["link-address"] in page
    assert 'name="revision" value="2"' in page
    resource.refresh_from_db()
    assert resource.title == "Net getypt"


@pytest.mark.parametrize("name", ["resource_file_add", "resource_link_add"])
def test_a_button_with_nothing_to_add_says_so(press, name):
    assert press(name).status_code == 422


def test_a_stale_text_is_shown_with_both_and_nothing_is_removed(resource, press):
    press("resource_edit", title="Van mijn collega")
    answer = press("resource_file_remove", resource.files.get().pk, title="Van mij")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Van mijn collega" in page
    assert "Van mij" in page
    assert resource.files.count() == 1


def test_what_a_colleague_handed_in_meanwhile_is_refused_with_the_typed_text_in_view(resource, press):
    resources.submit_resource(resource, by=UserFactory(), at=NOW)
    answer = press("resource_edit", title="Net getypt")
    assert answer.status_code == 409
    assert "Net getypt" in answer.content.decode()


def test_a_file_or_link_of_a_colleague_does_not_stand_in_the_way_of_a_text(resource, press):
    resources.add_files(resource, [upload("les.pdf")], by=UserFactory(), at=NOW)
    resources.add_link(resource, title="Site", address="https://y.example")
    assert press("resource_edit").status_code == 302


def test_a_hand_in_raises_the_revision_so_that_each_is_told(resource):
    resources.submit_resource(resource, by=UserFactory(), at=NOW)
    assert resource.revision == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="two writers at once need PostgreSQL (DATABASE_URL)")
@pytest.mark.parametrize("is_guarded", [True, False])
def test_the_last_file_does_not_leave_while_it_is_handed_in(resource, monkeypatch, is_guarded):
    counted, removed = threading.Event(), threading.Event()
    count_parts, hold = resources.missing_parts, resources._take_editable

    def count_slowly(row):
        missing = count_parts(row)
        counted.set()
        removed.wait(0.5)
        return missing

    def remove(_barrier):
        counted.wait(5)
        try:
            resources.remove_file(resource.files.select_related("resource", "stored_file").get())
        except resources.NotEditable:
            return
        removed.set()

    def hand_in(_barrier):
        mine = LearningResource.objects.get(pk=resource.pk)
        resources.submit_resource(mine, by=maker, at=NOW)

    maker = UserFactory()
    monkeypatch.setattr(resources, "missing_parts", count_slowly)
    if not is_guarded:
        monkeypatch.setattr(resources, "_take_editable", lambda row, changes=False: None if changes else hold(row))
    acts = iter([hand_in, remove])

    def act(barrier):
        next(acts)(barrier)

    at_once(act, workers=2)
    resource.refresh_from_db()
    assert resource.state == ResourceState.SUBMITTED
    assert resource.files.exists() is is_guarded
