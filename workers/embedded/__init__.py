"""The servers of a local stack, started from installed wheels: PostgreSQL, Temporal, the time-skipping engine.

Each server is an asynchronous context manager that promises four things: it is ready when entered, its
data survives stop and start, it never outlives the process that started it in a way that blocks the next
start, and every failure is an `EmbeddedServerError` with a code and the log to look at. POSIX only.
"""
