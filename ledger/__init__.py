"""The ledger in PostgreSQL: facts in order, chained by hash, with the read models, the directory and the calendar."""
