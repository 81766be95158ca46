"""The buyer's purchase orders: line items, matching of invoices, balances and notices."""
