"""Money, dates, totals, refusals and other ground that every app stands on; imports no app."""
