"""Why bytes can't be had."""

from __future__ import annotations


class FileLost(Exception):
    """A row names bytes that the storage does not hold, or holds damaged: a defect of the installation."""
