"""How static files are named in production: by their content, also where one module imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names every file by its content, so that a proxy may keep it for a year without ever serving a stale one."""

    support_js_module_import_aggregation = True
