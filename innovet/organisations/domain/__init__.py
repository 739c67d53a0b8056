"""What happens to organisations and their members."""
