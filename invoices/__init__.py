"""Documents between trading partners: invoices, credit notes and summaries, issued and received."""
