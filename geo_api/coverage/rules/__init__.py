"""Coverage rules: what one says, how it is read and checked, and which there are."""
