"""The learning network: events, registrations, dialogue tables."""
