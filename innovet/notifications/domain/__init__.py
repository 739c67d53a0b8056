"""What happens to messages: posting, releasing, delivering, cleaning up."""
