import shutil

import pypdfium2
import pytest
import typst
from django.utils import translation
from django.utils.translation import gettext_lazy

from innovet.exports import pdf

PAGE = """
#import "house.typ": data, facts, paper, part, typed
#show: paper
#facts(data.rows)
#part("Summary", data.text)
"""


@pytest.fixture
def template(tmp_path, monkeypatch):
    shutil.copy(pdf.FOLDER / "house.typ", tmp_path)
    (tmp_path / "page.typ").write_text(PAGE)
    monkeypatch.setattr(pdf, "FOLDER", tmp_path)
    return "page.typ"


def words_of(document):
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document))


DATA = {"title": "Receipt", "rows": [{"label": "School", "value": "De Linde"}], "text": "one\n\ntwo"}


def test_what_is_typed_stays_text_in_a_document(template):
    typed = '#panic("x") *bold* = no heading\n#let a = 1'
    found = words_of(pdf.typeset(template, {**DATA, "text": typed}))
    for line in typed.split("\n"):
        assert line in found


def test_the_same_data_gives_the_same_document(template):
    assert pdf.typeset(template, DATA) == pdf.typeset(template, DATA)
    assert pdf.typeset(template, DATA) != pdf.typeset(template, {**DATA, "text": "other"})


def test_a_document_is_tagged_and_in_the_language_in_force(template):
    with translation.override("nl-be"):
        document = pdf.typeset(template, {**DATA, "subtitle": gettext_lazy("Yes")})
    assert b"/Lang (nl" in document or b"/Lang(nl" in document
    assert b"pdfuaid" in document
    assert "Ja" in words_of(document)


def test_a_mistake_in_a_template_is_said(template):
    (pdf.FOLDER / template).write_text("#unknown()")
    with pytest.raises(typst.TypstError):
        pdf.typeset(template, DATA)
