"""Export jobs, the table registry and the writers."""
