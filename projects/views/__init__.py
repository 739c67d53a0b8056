"""Pages of projects, one module per aggregate."""
