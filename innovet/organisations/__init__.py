"""Schools, partners and who belongs to them."""
