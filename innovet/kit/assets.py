"""How static files are named in production: by their content, also where one module imports another."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names every file by its content, so that a proxy may keep it for a year without ever serving a stale one."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002
        """The address of a file, worked out once: every page names a dozen, and they change with a new release only."""
        if name not in self.addresses:
            self.addresses[name] = super().url(name, force)
        return self.addresses[name]
