"""What machines ask: does the process live, and can it work."""

import tempfile
from pathlib import Path

import structlog
from botocore.exceptions import BotoCoreError, ClientError
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = structlog.get_logger(__name__)


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """The database and the file storage answer; 503 and which one when they do not."""
    checks = {"database": _database_answers(), "storage": _storage_answers()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("database_unreachable")
        return False
    return True


def _storage_answers() -> bool:
    try:
        if isinstance(default_storage, FileSystemStorage):
            root = Path(default_storage.location)
            root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=root):
                return True
        default_storage.exists("readyz")
    except (OSError, BotoCoreError, ClientError):
        log.exception("storage_unreachable")
        return False
    return True
