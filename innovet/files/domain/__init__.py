"""What happens to files."""
