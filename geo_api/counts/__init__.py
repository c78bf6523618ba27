"""How many there are, for those who may not see which."""
