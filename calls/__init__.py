"""Calls, proposals, reviews, selection and decisions."""
