"""What happens to learning resources."""
