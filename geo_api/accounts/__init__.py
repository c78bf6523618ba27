"""Accounts: signing in and out, passwords, the command `wardmap user`, the page `/login`."""
