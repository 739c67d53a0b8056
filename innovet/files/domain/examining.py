"""What an upload really is: its content compared with what its name promises."""

import codecs
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import puremagic
from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from innovet.files.domain.families import BINARY, FAMILIES, NOTEBOOK, SIGNATURES, STL, TEXT, Family, extensions_of
from innovet.files.domain.names import extension_of, safe_name
from innovet.files.domain.refusals import FileRefused
from innovet.files.enums import FileKind

type Upload = File[Any]

HEAD = 65_536
MOST_MEMBERS = 20_000
PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
PAGES = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<body", b"<iframe")
MARKUP = (b"<!doctype svg", b"<svg", b"<html", b"<xsl:stylesheet")
MACROS = "vbaproject.bin"


@dataclass(frozen=True, slots=True)
class Examined:
    """The safe name, kind and media type of an upload that may be stored."""

    name: str
    kind: FileKind
    media_type: str


def examine(upload: Upload, *, kinds: frozenset[FileKind] | None = None, largest: int | None = None) -> Examined:
    """Tell what an upload is, by its content.

    Refuses an empty or too large file, programs and web pages whatever they are called, a name without a known
    extension, a kind that is not asked, and a content that does not fit the name.
    """
    name = safe_name(upload.name or "")
    _check_size(upload.size or 0, largest or settings.FILES_MAX_BYTES)
    family = FAMILIES.get(extension_of(name))
    if family is None:
        raise FileRefused(_("This kind of file is not accepted."))
    if kinds is not None and family.kind not in kinds:
        message = _("This kind of file is not accepted here. Possible are: %(extensions)s.")
        raise FileRefused(message % {"extensions": ", ".join(extensions_of(kinds))})
    upload.seek(0)
    head = upload.read(HEAD)
    if head.startswith(PROGRAMS):
        raise FileRefused(_("This is a program. Programs are not accepted."))
    if _is_page(head):
        raise FileRefused(_("This is a web page or a drawing with code. Save it as PDF or as an image first."))
    if not _fits(upload, head, family):
        raise FileRefused(_("The content of this file does not fit its name. Save it again in the right format."))
    upload.seek(0)
    return Examined(name=name, kind=family.kind, media_type=family.media_type)


def _check_size(size: int, largest: int) -> None:
    if size == 0:
        raise FileRefused(_("This file is empty."))
    if size > largest:
        message = _("This file is too large. At most %(size)s is possible.")
        raise FileRefused(message % {"size": filesizeformat(largest)})


def _is_page(head: bytes) -> bool:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith(PAGES):
        return True
    return start.startswith((b"<?xml", b"<!--", b"<!doctype")) and any(tag in start[:4096] for tag in MARKUP)


def _fits(upload: Upload, head: bytes, family: Family) -> bool:
    match family.signature:
        case signature if signature == TEXT:
            return _is_text(head)
        case signature if signature == BINARY:
            return True
        case signature if signature == NOTEBOOK:
            return _is_notebook(upload)
        case signature if signature == STL:
            return _is_stl(upload.size or 0, head)
        case "zip":
            return _has_signature(head, "zip") and _holds(upload, family.member)
        case signature:
            return _has_signature(head, signature)


def _has_signature(head: bytes, signature: str) -> bool:
    found = {match.extension.lower() for match in puremagic.magic_string(head)}
    return bool(found & SIGNATURES[signature])


def _is_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    if any(byte < 32 and byte not in b"\t\n\r\f\x1a\x1b" for byte in head):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        # Old Windows text: every byte is a mark, but the five that the code page leaves empty.
        return not any(byte in b"\x81\x8d\x8f\x90\x9d" for byte in head)
    return True


def _is_notebook(upload: Upload) -> bool:
    upload.seek(0)
    try:
        notebook = json.load(upload)
    except (ValueError, RecursionError):
        return False
    return isinstance(notebook, dict) and isinstance(notebook.get("cells", notebook.get("worksheets")), list)


def _is_stl(size: int, head: bytes) -> bool:
    if head.lstrip().lower().startswith(b"solid") and _is_text(head):
        return True
    return size >= 84 and size == 84 + 50 * int.from_bytes(head[80:84], "little")


def _holds(upload: Upload, member: str) -> bool:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as container:
            names = {name.lower() for name in container.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    if len(names) > MOST_MEMBERS:
        raise FileRefused(_("This archive holds too many files."))
    if member and any(name.endswith(MACROS) for name in names):
        raise FileRefused(_("This document holds macros. Save it without macros first."))
    return not member or member.lower() in names
