"""Reads UBL 2.1 orders into the facts of a purchase order; pure."""
