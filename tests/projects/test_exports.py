import pytest
from django.http import QueryDict

from projects.exports import PROJECTS
from tests.factories.accounts import UserFactory
from tests.factories.projects import ConsortiumFactory, ConsortiumMemberFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def exported(user, query=""):
    return [[column.cell(row) for column in PROJECTS.columns] for row in PROJECTS.rows_for(user, query)]


def test_the_export_holds_what_its_asker_may_know():
    project = ProjectFactory(title="Robot")
    ConsortiumMemberFactory(consortium=project.consortium, organisation__name="Bakkerij Janssens")
    ProjectFactory(planned=True)
    (row,) = exported(UserFactory())
    assert row[0] == "Robot"
    assert row[4] == "Oost-Vlaanderen"
    assert (row[6], row[7], row[8]) == ("loopt", 14_000, "Bakkerij Janssens")
    assert len(exported(UserFactory(coordinator=True))) == 2


def test_the_export_is_narrowed_as_the_list_was():
    project = ProjectFactory(title="Robot")
    ProjectFactory(title="Zorg")
    query = QueryDict(mutable=True)
    query["cycle"] = str(project.cycle.pk)
    assert [row[0] for row in exported(UserFactory(), query.urlencode())] == ["Robot"]


def test_what_is_unknown_stays_empty():
    ProjectFactory(consortium=ConsortiumFactory(lead_school=None), grant_cents=None, theme=None)
    (row,) = exported(UserFactory())
    assert (row[2], row[5], row[7], row[8]) == (None, None, None, "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_rows_take_three_statements(django_assert_num_queries, count):
    user = UserFactory()
    assert user.standing
    for project in ProjectFactory.create_batch(count):
        ConsortiumMemberFactory(consortium=project.consortium)
    with django_assert_num_queries(3):
        exported(user)
