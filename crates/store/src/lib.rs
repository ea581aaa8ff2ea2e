//! Master data, users, sessions and import jobs in SQLite or PostgreSQL from one code.
