"""Pages of calls, proposals, reviews and decisions."""
