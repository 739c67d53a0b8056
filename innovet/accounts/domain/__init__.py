"""What happens to people, and the one way a state changes."""
