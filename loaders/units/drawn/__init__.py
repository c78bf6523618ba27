"""Units as they are drawn from afar."""
