"""Pure mathematics of selection: no Django import."""
