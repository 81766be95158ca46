"""Obligations as rows: what must still be done, by whom it was asked for, and how far it got."""
