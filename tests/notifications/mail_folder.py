"""Codes and resets kept in a folder, as in local mode, so that the mail page shows them."""


def with_mail_folder(mailers, folder):
    """The mailers with the direct one writing to a folder."""
    backend = "innovet.notifications.mailers.FolderMailer"
    return {**mailers, "default": {"BACKEND": backend, "OPTIONS": {"file_path": str(folder)}}}
