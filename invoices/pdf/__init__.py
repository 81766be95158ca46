"""The PDF of an issued document: what is frozen for it, its words and figures, and its page."""
