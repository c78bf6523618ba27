"""Accounts as administrators see and change them in the browser: `/admin/accounts` and `/api/v1/accounts`."""
