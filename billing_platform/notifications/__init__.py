"""The outbox: mails are rows, written with what causes them, sent by a worker."""
