"""Cycles, consortia with plan and budget, and the projects that run."""
