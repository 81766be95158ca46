"""Electronic invoices: UBL and CII files read into one frozen document, without a database."""
