"""Pages of valorisation: catalogue, making, quality review."""
