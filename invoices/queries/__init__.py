"""Reads of documents, each shaped for a screen."""
