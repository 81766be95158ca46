"""Reads across rooms, shaped for a page."""
