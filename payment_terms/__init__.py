"""When an invoice is due: payment terms per relationship, their kinds, and from when a change of them counts."""
