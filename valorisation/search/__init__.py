"""Pure text search: Dutch stems and ranking; no Django import."""
