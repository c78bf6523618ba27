"""Where the next ones should go: so many places, or so much money, that cover the most of what is not yet covered."""
