"""The API's frame: tokens, idempotency keys, problems, rate limits, cursors, and the address of every room's part."""
