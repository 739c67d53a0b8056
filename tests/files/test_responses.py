import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from innovet.files.domain.storing import store_file
from innovet.files.enums import ScanState
from innovet.files.responses import download
from innovet.kit import clock
from tests.factories.files import PDF, picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf():
    return store_file(upload("Verslag één.pdf"), by=None, at=clock.now())


def get(stored_file, *, inline=False, **headers):
    return download(RequestFactory().get("/x", headers=headers), stored_file, inline=inline)


def body(response):
    return b"".join(response.streaming_content)


def test_the_whole_file_comes_as_an_attachment_under_its_name(pdf):
    response = get(pdf)
    assert response.status_code == 200
    assert body(response) == PDF
    assert response["Content-Length"] == str(len(PDF))
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Verslag%20%C3%A9%C3%A9n.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["ETag"] == f'"{pdf.sha256}"'


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-3", PDF[:4]), ("bytes=4-", PDF[4:]), ("bytes=-6", PDF[-6:]), ("bytes=2-99999", PDF[2:])],
)
def test_one_range_is_sent_as_a_part(pdf, asked, part):
    response = get(pdf, range=asked)
    assert response.status_code == 206
    assert body(response) == part
    first = PDF.index(part)
    assert response["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(PDF)}"


@pytest.mark.parametrize("asked", ["bytes=99999-", "bytes=-0", f"bytes={'9' * 400}-"])
def test_an_impossible_range_is_refused(pdf, asked):
    response = get(pdf, range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(PDF)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=²-"])
def test_an_unusable_range_sends_the_whole_file(pdf, asked):
    response = get(pdf, range=asked)
    assert response.status_code == 200
    assert body(response) == PDF


def test_a_range_holds_only_for_the_version_that_the_browser_has(pdf):
    same = get(pdf, **{"range": "bytes=0-3", "if-range": f'"{pdf.sha256}"'})
    other = get(pdf, **{"range": "bytes=0-3", "if-range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)
    assert body(same) == PDF[:4]
    assert body(other) == PDF


def test_a_known_file_is_not_sent_again(pdf):
    assert get(pdf, **{"if-none-match": f'"{pdf.sha256}"'}).status_code == 304


def test_only_what_browsers_show_safely_is_shown():
    image = store_file(upload("foto.png", picture()), by=None, at=clock.now())
    text = store_file(upload("nota.txt", b"dag"), by=None, at=clock.now())
    shown, saved = get(image, inline=True), get(text, inline=True)
    assert shown["Content-Disposition"].startswith("inline")
    assert saved["Content-Disposition"].startswith("attachment")
    shown.close()
    saved.close()


def test_nginx_sends_the_file_where_it_is_asked_to(pdf, settings):
    settings.FILES_SENT_BY = "nginx"
    response = get(pdf)
    assert response["X-Accel-Redirect"] == f"/protected-files/{pdf.content.name}"
    assert response.content == b""
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("state", [ScanState.PENDING, ScanState.INFECTED])
def test_a_file_that_the_scanner_holds_back_is_not_sent(pdf, state):
    pdf.scan_state = state
    with pytest.raises(PermissionDenied):
        get(pdf)
