"""How units stand against sets of criteria."""
