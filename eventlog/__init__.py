"""The record: append, read, follow. It stores bytes and knows nothing of what they mean."""
