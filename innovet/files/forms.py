"""Form fields for uploads."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from innovet.files.domain.examining import Upload, examine
from innovet.files.domain.families import FAMILIES, extensions_of
from innovet.files.domain.refusals import FileRefused
from innovet.files.enums import FileKind


class UploadField(forms.FileField):
    """A file whose content was examined; the domain stores it by store_file with the same kinds."""

    def __init__(self, *, kinds: frozenset[FileKind] | None = None, largest: int | None = None, **options: Any) -> None:
        self.kinds, self.largest = kinds, largest
        super().__init__(**options)

    def to_python(self, data: Upload | None) -> Upload | None:
        upload = super().to_python(data)
        if upload is not None:
            try:
                examine(upload, kinds=self.kinds, largest=self.largest)
            except FileRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return upload

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        extensions = FAMILIES if self.kinds is None else extensions_of(self.kinds)
        return {**attrs, "accept": ",".join(f".{extension}" for extension in extensions)}


class SeveralFilesInput(forms.ClearableFileInput):
    """A file input in which several files can be chosen."""

    allow_multiple_selected = True


class UploadsField(UploadField):
    """Several files at once; cleans to a list and names the file at fault."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        uploads = (list(data) or [None]) if isinstance(data, list | tuple) else [data]
        cleaned, errors = [], []
        for upload in uploads:
            try:
                cleaned.append(super().clean(upload, initial))
            except ValidationError as error:
                name = getattr(upload, "name", "")
                errors += [f"{name}: {message}" if name else message for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return [upload for upload in cleaned if upload]
