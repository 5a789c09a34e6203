"""The evidence store that the settings name."""

from evidence.at import store_at
from evidence.port import Store
from workers.settings import NotReachable, Settings


def store(settings: Settings) -> Store:
    """The store. NotReachable with a sentence where its address cannot be meant."""
    try:
        return store_at(settings.files)
    except ValueError as wrong:
        raise NotReachable(f"No evidence store can be there: {wrong}. See BYLAW_EVIDENCE.") from wrong
