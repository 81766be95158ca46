"""Organizations, the border between their schemas, and the ground every tenant table stands on."""
