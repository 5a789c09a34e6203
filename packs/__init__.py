"""Loading and checking packs, organisations and calendars; the default pack and the sample organisation."""
