"""Models of exports."""

from innovet.exports.models.jobs import ExportJob, ExportMove

__all__ = ["ExportJob", "ExportMove"]
