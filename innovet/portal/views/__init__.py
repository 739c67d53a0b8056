"""Pages of the top."""
