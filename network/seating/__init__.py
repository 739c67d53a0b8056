"""Pure mathematics of seating: no Django import."""
