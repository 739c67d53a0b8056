"""People, their programme-wide roles, sign-in."""
