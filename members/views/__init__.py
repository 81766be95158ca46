"""Pages of the members, and the pages that mailed links lead to."""
