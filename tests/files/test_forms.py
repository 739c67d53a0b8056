import pytest
from django import forms

from innovet.files.enums import FileKind
from innovet.files.forms import UploadField, UploadsField
from tests.factories.files import upload


class OneForm(forms.Form):
    file = UploadField(kinds=frozenset({FileKind.PDF}))


class SeveralForm(forms.Form):
    files = UploadsField(kinds=frozenset({FileKind.PDF}))


def test_a_good_file_passes_the_field():
    assert OneForm({}, {"file": upload()}).is_valid()


@pytest.mark.parametrize("one", [upload("nota.txt", b"dag"), upload("nep.pdf", b"dag"), upload("leeg.pdf", b"")])
def test_a_wrong_file_is_told_beside_the_field(one):
    assert "file" in OneForm({}, {"file": one}).errors


def test_the_field_tells_the_browser_which_extensions_it_accepts():
    assert 'accept=".pdf"' in str(OneForm()["file"])


def test_of_several_files_the_one_at_fault_is_named():
    files = {"files": [upload("goed.pdf"), upload("fout.txt", b"dag")]}
    form = SeveralForm({}, type("Files", (dict,), {"getlist": dict.get})(files))
    assert "fout.txt" in form.errors["files"][0]
