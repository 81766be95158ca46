"""Append-only, balanced entries for every change of a money position."""
