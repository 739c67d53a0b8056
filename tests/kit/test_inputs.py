import pytest
from django import forms

from innovet.accounts.models import User
from innovet.kit.inputs import RowsField


class PeopleForm(forms.Form):
    people = RowsField(User.objects.none())


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 30, "9" * 5000, "-1", "1.5", "x", "\x00"])
def test_rows_field_refuses_a_key_that_no_row_can_have(key):
    form = PeopleForm({"people": [key]})
    form.fields["people"].queryset = User.objects.all()
    assert "people" in form.errors
