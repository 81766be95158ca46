"""Bytes that do not belong in a row: stored once under their hash, apart for each organization."""
