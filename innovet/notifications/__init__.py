"""The outbox: messages to people, kept with the change that caused them."""
