"""The key by which this installation's own door vouches for who uses it: in BYLAW_HOME, mode 0600."""

from __future__ import annotations

from pathlib import Path

from activities.signatures import DoorSecret, new_door_key, read_door_key, write_door_key
from workers.settings import Settings

KEY_FILE = "door-key.json"


def key_path(settings: Settings) -> Path:
    """Where the command line's own key is."""
    return settings.home.expanduser() / KEY_FILE


def own_key(settings: Settings) -> DoorSecret | None:
    """The command line's own key, if it has one. PermissionError and ValueError as `read_door_key`."""
    path = key_path(settings)
    return read_door_key(path) if path.is_file() else None


def own_or_new_key(settings: Settings) -> DoorSecret:
    """The command line's own key, made on first use."""
    found = own_key(settings)
    if found is None:
        found = new_door_key()
        key_path(settings).parent.mkdir(parents=True, exist_ok=True)
        write_door_key(key_path(settings), found)
    return found
