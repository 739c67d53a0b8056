"""Models of files."""

from innovet.files.models.stored_files import StoredFile

__all__ = ["StoredFile"]
