"""The incident room: command, groups, experts, checklists, situation reports, who is informed (C6, C12)."""
