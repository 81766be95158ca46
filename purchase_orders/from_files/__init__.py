"""Purchase orders out of workbooks and UBL orders: read, judged, shown, created."""
