"""Trading partners of an organization, seen from its own books."""
