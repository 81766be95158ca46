"""Accounts, roles and permissions, and signing in at an organization's host."""
