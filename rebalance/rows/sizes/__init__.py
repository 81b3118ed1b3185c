"""How large rows are in a unit: a number that they carry, characters or tokens of their text."""
