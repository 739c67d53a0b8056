"""What happens to calls, proposals, reviews and decisions."""
