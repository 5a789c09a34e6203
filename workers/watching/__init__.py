"""The watchdog as an auditor of clocks: it reads the log itself, and trusts neither the lists nor the workflows."""
