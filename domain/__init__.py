"""The rules. Standard library only: no I/O, no clock, no Temporal, no settings."""
