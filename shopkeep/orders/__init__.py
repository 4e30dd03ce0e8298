"""From an export file to the store: bytes to rows, rows to orders, orders to the shop file."""
