"""Pure text search for Dutch: from words to stems, and how much each place of a stem counts. No Django import.

A document becomes a bag of weighted stems; a query becomes a few sets of stems. Matching and adding up weights is left
to the database, so that it works alike on SQLite and PostgreSQL.
"""

from valorisation.search.stems import Query, read_query, weigh

__all__ = ["Query", "read_query", "weigh"]
