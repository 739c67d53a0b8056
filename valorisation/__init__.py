"""Learning resources: quality review, label, catalogue."""
