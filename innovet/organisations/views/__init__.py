"""Pages of organisations, one module per aggregate."""
