"""The evidence store that the settings name."""

from datetime import timedelta

from evidence.at import store_at
from evidence.port import Store
from evidence.scan import Scan, scan_of
from workers.settings import NotReachable, Settings


def store(settings: Settings) -> Store:
    """The store. NotReachable with a sentence where its address cannot be meant."""
    scanner = scan(settings)
    try:
        return store_at(settings.files, scanner)
    except ValueError as wrong:
        raise NotReachable(f"No evidence store can be there: {wrong}. See BYLAW_EVIDENCE.") from wrong


def scan(settings: Settings) -> Scan | None:
    """What looks at each file before it is kept. NotReachable with a sentence where it cannot be meant."""
    try:
        return scan_of(settings.evidence_scan, timedelta(seconds=settings.evidence_scan_within))
    except ValueError as wrong:
        raise NotReachable(f"No scanner can be called so: {wrong}. See BYLAW_EVIDENCE_SCAN.") from wrong
