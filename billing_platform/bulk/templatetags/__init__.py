"""Template tags of acts on many rows."""
