"""The platform: what every app stands on, and the one place where apps meet."""
