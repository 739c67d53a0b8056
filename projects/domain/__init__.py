"""What happens in projects: verb functions, the only writers of state."""
