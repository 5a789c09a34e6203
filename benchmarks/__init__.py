"""Measured against rivals in the same run: what Bylaw costs, in ratios."""
