"""Keeping a logo: drawn anew, so that nothing of the sender's file but its picture stays."""

import hashlib
import io
import warnings
from typing import Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from innovet.kit.refused import Refused
from innovet.organisations.models import Organisation

LARGEST_BYTES = 5 * 1024 * 1024
LARGEST_SIDE = 400
LARGEST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class Upload(Protocol):
    """A file that was sent."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""
        ...


class LogoRefused(Refused):
    """The file is no picture that can serve as a logo."""


def keep_logo(organisation: Organisation, drawn: bytes) -> None:
    """Keep a picture that `redraw` made in place of the earlier one; its name changes with what it shows."""
    digest = hashlib.sha256(drawn).hexdigest()[:32]
    path = f"logos/{organisation.pk}/{digest}.png"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(drawn))
    _point_at(organisation, path)


def remove_logo(organisation: Organisation) -> None:
    """Go on without a logo."""
    _point_at(organisation, "")


@transaction.atomic
def _point_at(organisation: Organisation, path: str) -> None:
    earlier = Organisation.objects.select_for_update().get(pk=organisation.pk).logo.name
    Organisation.objects.filter(pk=organisation.pk).update(logo=path)
    organisation.logo.name = path
    if earlier and earlier != path:
        transaction.on_commit(lambda: default_storage.delete(earlier))


def redraw(upload: Upload) -> bytes:
    """The same picture as a PNG of at most 400 points a side, without anything that was written beside it.

    Refuses what is not a picture, is larger than 5 MB, or would unfold into an enormous one.
    """
    content = upload.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise LogoRefused(_("This picture is larger than 5 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > LARGEST_PIXELS:
                    raise LogoRefused(_("This picture has too many points."))
                drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise LogoRefused(_("This file is not a picture that can be shown. Use PNG, JPEG, WebP or GIF.")) from error
    drawn.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    fresh = Image.new("RGBA", drawn.size)
    fresh.paste(drawn)
    out = io.BytesIO()
    fresh.save(out, "PNG", optimize=True)
    return out.getvalue()
