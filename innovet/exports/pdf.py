"""Documents as tagged PDF (PDF/UA), typeset by typst from templates/pdf; data goes in as JSON, never as source text."""

import json
from collections.abc import Mapping

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import get_language

FOLDER = settings.BASE_DIR / "templates" / "pdf"


def typeset(template: str, data: Mapping[str, object]) -> bytes:
    """The PDF that templates/pdf/<template> makes of the data.

    `data` holds what JSON can hold, with days and moments as ISO text, and at least a `title`; lazy translations become
    text in the language in force, which is the language of the document. The same data gives the same bytes. A mistake
    in a template raises `typst.TypstError`.
    """
    text = json.dumps({"lang": (get_language() or "nl")[:2], **data}, cls=DjangoJSONEncoder, ensure_ascii=False)
    return typst.compile(
        FOLDER / template,
        root=FOLDER,
        sys_inputs={"data": text},
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=0,
    )
