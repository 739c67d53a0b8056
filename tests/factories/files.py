import io
import zipfile

import factory
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from innovet.files.enums import FileKind
from innovet.files.models import StoredFile
from innovet.kit import clock

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def upload(name="verslag.pdf", content=PDF, media_type="application/octet-stream"):
    return SimpleUploadedFile(name, content, content_type=media_type)


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        for name, content in members.items():
            container.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def docx(extra=()):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        for name in ("[Content_Types].xml", "word/document.xml", *extra):
            container.writestr(name, "<x/>")
    return buffer.getvalue()


def picture(form="PNG", size=(12, 8), **options):
    buffer = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(buffer, form, **options)
    return buffer.getvalue()


class StoredFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoredFile

    name = factory.Sequence(lambda n: f"verslag-{n}.pdf")
    content = factory.LazyFunction(lambda: ContentFile(PDF, name="verslag.pdf"))
    size = len(PDF)
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    kind = FileKind.PDF
    media_type = "application/pdf"
    uploaded_at = factory.LazyFunction(clock.now)
