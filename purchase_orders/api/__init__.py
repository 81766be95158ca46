"""Purchase orders for programs."""
