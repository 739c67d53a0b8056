import pytest
from django.db.models import CharField

from innovet.accounts.models import User
from innovet.kit.statements import Statement
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_statement_is_put_together_once_and_asked_with_other_values(django_assert_num_queries):
    built = []

    def people(name):
        built.append(name)
        return User.objects.filter(name=name).order_by("pk").values_list("pk")

    statement = Statement(people, name=CharField())
    anna, bert = UserFactory(name="Anna"), UserFactory(name="Bert'; --")
    with django_assert_num_queries(3):
        assert statement.ask(name="Anna") == [(anna.pk,)]
        assert statement.ask(name=bert.name) == [(bert.pk,)]
        assert statement.ask(name="Cas") == []
    assert len(built) == 1
    statement.forget()
    assert statement.ask(name="Anna") == [(anna.pk,)]
    assert len(built) == 2
