"""What is kept: tables, one file a subject, the engine, migrations, and the full-text index."""
