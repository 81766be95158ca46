"""Acts on many rows of a list at once: preview, confirm, a job with progress, a result for each row, undo."""
