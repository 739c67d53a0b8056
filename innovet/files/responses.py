"""Sending a stored file; the owner's view has checked who asks."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.csp import CSP
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext as _

from innovet.files.domain.examining import Upload
from innovet.files.enums import FileKind
from innovet.files.models import StoredFile

CHUNK = 262_144
SHOWABLE = frozenset({FileKind.PDF, FileKind.IMAGE, FileKind.AUDIO, FileKind.VIDEO})
_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


class UnreachableRange(Exception):
    """The asked range lies outside the file."""


def download(request: HttpRequest, stored_file: StoredFile, *, inline: bool = False) -> HttpResponseBase:
    """The file as an attachment, whole or one range of it; `inline` shows what browsers show safely.

    Answers 304 for a known entity tag, 206 for one satisfiable range, 416 for an impossible one, and 403 for a file
    that the virus scanner holds back.
    """
    if not stored_file.is_available:
        raise PermissionDenied(_("This file waits for the virus scan, or did not pass it."))
    etag = f'"{stored_file.sha256}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _with_headers(HttpResponse(status=304), stored_file, etag, inline=inline)
    if settings.FILES_SENT_BY == "nginx":
        response = HttpResponse(content_type=stored_file.media_type)
        response["X-Accel-Redirect"] = f"{settings.FILES_NGINX_PREFIX}{stored_file.content.name}"
        return _with_headers(response, stored_file, etag, inline=inline)
    try:
        asked = _asked_range(request, stored_file.size, etag)
    except UnreachableRange:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{stored_file.size}"
        return response
    first, last = asked or (0, stored_file.size - 1)
    body = _Part(stored_file.content.storage.open(stored_file.content.name or ""), first, last)
    part = StreamingHttpResponse(body, status=206 if asked else 200, content_type=stored_file.media_type)
    part["Content-Length"] = str(last - first + 1)
    part["Accept-Ranges"] = "bytes"
    if asked:
        part["Content-Range"] = f"bytes {first}-{last}/{stored_file.size}"
    return _with_headers(part, stored_file, etag, inline=inline)


def _asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """The one satisfiable range; None when the whole file is to be sent."""
    match = _ONE_RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if match is None or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    start, end = (digits[:19] for digits in match.groups())
    if not start and not end:
        return None
    if not start:
        if int(end) == 0:
            raise UnreachableRange
        return max(size - int(end), 0), size - 1
    if int(start) >= size:
        raise UnreachableRange
    last = min(int(end), size - 1) if end else size - 1
    return (int(start), last) if last >= int(start) else None


class _Part:
    """The bytes of one range, read piece by piece; closing it closes the file, also when nothing was read."""

    def __init__(self, content: Upload, first: int, last: int) -> None:
        content.seek(first)
        self.content, self.left = content, last - first + 1

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0 and (chunk := self.content.read(min(CHUNK, self.left))):
            self.left -= len(chunk)
            yield chunk
        self.close()

    def close(self) -> None:
        self.content.close()


def _with_headers(response: HttpResponseBase, stored_file: StoredFile, etag: str, *, inline: bool) -> HttpResponseBase:
    shown = inline and stored_file.kind in SHOWABLE
    disposition = content_disposition_header(as_attachment=not shown, filename=stored_file.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "private, no-cache")
    policy = "default-src 'none'; frame-ancestors 'none'"
    # Browsers refuse to show a PDF inside a sandbox; everything else is shut in.
    sandbox = "" if shown and stored_file.kind == FileKind.PDF else "; sandbox"
    response[str(CSP.HEADER_ENFORCE)] = f"{policy}{sandbox}"
    return response
