"""Exported sheets, changed and sent back: shown cell by cell, then written all or not at all."""
