"""Signing in through a provider of identities, such as a province's single sign-on (OpenID Connect Core 1.0)."""
