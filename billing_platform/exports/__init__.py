"""Lists as Excel workbooks: asked for, written in the background, kept for a day behind a link of the person's own."""
