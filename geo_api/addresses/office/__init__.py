"""The page on which officers verify addresses and give them their codes."""
