import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from innovet.organisations.domain.logos import LARGEST_SIDE, LogoRefused, keep_logo, redraw, remove_logo
from tests.factories.organisations import OrganisationFactory


def picture(form="PNG", size=(30, 20), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "yellow").save(out, form, **options)
    return io.BytesIO(out.getvalue())


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_logo_is_drawn_anew_small_and_without_what_was_written_in_it():
    exif = Image.Exif()
    exif[0x010E] = "thuisadres"
    exif.get_ifd(0x8825)[2] = (51.0, 3.0, 0.0)

    drawn = redraw(picture("JPEG", (1200, 600), exif=exif))

    with Image.open(io.BytesIO(drawn)) as logo:
        assert (logo.format, logo.size, logo.info) == ("PNG", (LARGEST_SIDE, LARGEST_SIDE // 2), {})
        assert not logo.getexif()
    assert b"thuisadres" not in drawn


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_usual_kinds_of_picture_are_taken(form):
    assert redraw(picture(form)).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\nno picture",
        b"%PDF-1.7",
        b"x" * (5 * 1024 * 1024 + 1),
    ],
    ids=["empty", "svg", "torn", "pdf", "large"],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(LogoRefused):
        redraw(io.BytesIO(content))


def test_a_picture_that_unfolds_into_an_enormous_one_is_refused():
    with pytest.raises(LogoRefused):
        redraw(picture(size=(9000, 5000)))


@pytest.mark.django_db(transaction=True)
def test_a_new_logo_replaces_the_file_of_the_earlier_one():
    school = OrganisationFactory()
    keep_logo(school, redraw(picture()))
    first = school.logo.name
    keep_logo(school, redraw(picture(size=(10, 10))))

    assert school.logo.name != first
    assert not default_storage.exists(first)
    assert default_storage.exists(school.logo.name)

    remove_logo(school)
    assert default_storage.listdir(f"logos/{school.pk}") == ([], [])


@pytest.mark.django_db
def test_the_same_logo_again_keeps_its_file():
    school = OrganisationFactory()
    for _ in range(2):
        keep_logo(school, redraw(picture()))

    assert default_storage.exists(school.logo.name)


@pytest.mark.django_db
def test_a_logo_is_served_to_everybody_under_an_address_that_changes_with_it(client):
    school = OrganisationFactory()
    keep_logo(school, redraw(picture()))

    response = client.get(school.logo_address)

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert "immutable" in response["Cache-Control"]
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    for pk, digest in ((school.pk, "elders"), (school.pk + 1, "elders")):
        assert client.get(reverse("organisation_logo", args=[pk, digest])).status_code == 404
