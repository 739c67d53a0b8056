import datetime
import hashlib
import io
import socketserver
import threading

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

from innovet.files.domain.refusals import FileRefused
from innovet.files.domain.scanning import rescan
from innovet.files.domain.storing import delete_file, purge_unreferenced, store_file
from innovet.files.enums import FileKind, ScanState
from innovet.files.models import StoredFile
from innovet.kit import clock
from tests.factories.files import PDF, StoredFileFactory, picture, upload

pytestmark = pytest.mark.django_db


def stored(name="verslag.pdf", content=PDF, **options):
    return store_file(upload(name, content), by=None, at=clock.now(), **options)


def content_of(stored_file):
    with stored_file.content.open() as content:
        return content.read()


def test_a_file_is_kept_under_a_random_name_with_its_digest():
    one = stored(name="../Mijn verslag.pdf")
    assert one.name == "Mijn verslag.pdf"
    assert "verslag" not in one.content.name
    assert one.sha256 == hashlib.sha256(PDF).hexdigest()
    assert one.size == len(PDF)
    assert one.kind == FileKind.PDF
    assert one.scan_state == ScanState.NOT_SCANNED
    assert content_of(one) == PDF


def test_the_same_upload_twice_makes_two_files():
    assert stored().content.name != stored().content.name


def test_an_image_keeps_its_picture_and_loses_its_location():
    exif = Image.Exif()
    exif[0x010E] = "Schoolstraat 1"
    exif[0x0112] = 6
    one = stored("foto.jpg", picture("JPEG", size=(40, 20), exif=exif, comment=b"geheim"))
    content = content_of(one)
    assert b"Schoolstraat" not in content
    assert b"geheim" not in content
    assert Image.open(io.BytesIO(content)).size == (20, 40)
    assert one.size == len(content)


def test_an_animation_keeps_its_frames():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], comment=b"geheim")
    content = content_of(stored("film.gif", buffer.getvalue()))
    assert Image.open(io.BytesIO(content)).n_frames == 3
    assert b"geheim" not in content


def test_a_picture_with_too_many_pixels_is_refused(settings):
    settings.FILES_MAX_PIXELS = 95
    with pytest.raises(FileRefused):
        stored("foto.png", picture("PNG", size=(12, 8)))


def test_a_damaged_picture_is_refused():
    with pytest.raises(FileRefused):
        stored("foto.png", picture("PNG", size=(300, 300))[:300])


def store_and_fail(names):
    with transaction.atomic():
        names.append(stored().content.name)
        assert default_storage.exists(names[-1])
        raise LookupError


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_content_behind():
    names = []
    with pytest.raises(LookupError):
        store_and_fail(names)
    assert not default_storage.exists(names[0])
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rollback_to_a_savepoint_leaves_the_other_file():
    names = []
    with transaction.atomic():
        kept = stored().content.name
        with pytest.raises(LookupError):
            store_and_fail(names)
    assert default_storage.exists(kept)
    assert not default_storage.exists(names[0])


@pytest.mark.django_db(transaction=True)
def test_a_committed_file_stays_and_goes_when_deleted():
    one = stored()
    assert default_storage.exists(one.content.name)
    delete_file(one)
    assert not default_storage.exists(one.content.name)


def test_purge_takes_old_files_without_an_owner(django_capture_on_commit_callbacks):
    now = clock.now()
    old = StoredFileFactory(uploaded_at=now - datetime.timedelta(days=8))
    young = StoredFileFactory(uploaded_at=now)
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_unreferenced(at=now) == 1
    assert list(StoredFile.objects.all()) == [young]
    assert not default_storage.exists(old.content.name)


class Clamd(socketserver.BaseRequestHandler):
    def handle(self):
        assert self.request.recv(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self._exactly(4), "big"):
            content += self._exactly(size)
        answer = b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0"
        self.request.sendall(answer)

    def _exactly(self, size):
        received = b""
        while len(received) < size:
            received += self.request.recv(size - len(received))
        return received


@pytest.fixture
def clamd(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def test_a_scanned_file_is_clean(clamd):
    assert stored().scan_state == ScanState.CLEAN


def test_an_infected_file_is_not_kept(clamd):
    with pytest.raises(FileRefused):
        stored("nota.txt", b"EICAR test")
    assert not StoredFile.objects.exists()


def test_a_file_waits_while_the_scanner_is_away(settings, clamd):
    address, settings.CLAMD_URL = settings.CLAMD_URL, "unix:///nowhere/clamd"
    one = stored()
    assert one.scan_state == ScanState.PENDING
    assert not one.is_available
    settings.CLAMD_URL = address
    rescan(one)
    one.refresh_from_db()
    assert one.scan_state == ScanState.CLEAN


def test_an_empty_file_has_no_row():
    with pytest.raises(IntegrityError):
        StoredFileFactory(size=0)
