"""Stored files; the owning app decides who downloads."""
