"""Images drawn anew, so that nothing but the picture is kept."""

import io

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, ImageSequence

from innovet.files.domain.examining import Upload
from innovet.files.domain.refusals import FileRefused

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


def redraw(upload: Upload, media_type: str) -> "ContentFile[bytes]":
    """The same picture, upright, without location, camera data or comments.

    Refuses what Pillow cannot read as the promised format and pictures above FILES_MAX_PIXELS, counted over all
    frames before a pixel is decoded.
    """
    upload.seek(0)
    wanted = FORMATS[media_type]
    try:
        with Image.open(upload, formats=[wanted]) as picture:
            frames = getattr(picture, "n_frames", 1)
            if picture.width * picture.height * frames > settings.FILES_MAX_PIXELS:
                raise FileRefused(_("This image has too many pixels. Make it smaller and try again."))
            return ContentFile(_encoded(picture, wanted))
    except Image.DecompressionBombError as error:
        raise FileRefused(_("This image has too many pixels. Make it smaller and try again.")) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise FileRefused(_("This image is damaged and cannot be read.")) from error


def _encoded(picture: Image.Image, wanted: str) -> bytes:
    profile = picture.info.get("icc_profile")
    options: dict[str, object] = {"icc_profile": profile} if profile and wanted != "GIF" else {}
    if wanted in {"JPEG", "WEBP"}:
        options["quality"] = 90
    if getattr(picture, "is_animated", False) and wanted in {"GIF", "WEBP"}:
        duration, loop = picture.info.get("duration", 100), picture.info.get("loop", 0)
        first, *others = [_bare(frame.copy()) for frame in ImageSequence.Iterator(picture)]
        options |= {"save_all": True, "append_images": others, "duration": duration, "loop": loop}
    else:
        first = _bare(ImageOps.exif_transpose(picture))
    buffer = io.BytesIO()
    first.save(buffer, wanted, **options)
    return buffer.getvalue()


def _bare(picture: Image.Image) -> Image.Image:
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    return picture
