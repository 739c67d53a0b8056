"""Pages of accounts, beside those of the sign-in library."""
