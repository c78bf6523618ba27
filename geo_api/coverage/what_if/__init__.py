"""What a rule would say, were things added, moved or removed."""
