"""What happens in the learning network."""
