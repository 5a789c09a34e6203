"""What must be found, decided, put right and taught before an incident may be closed, and afterwards (C9, C10)."""
