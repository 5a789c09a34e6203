"""Files by content: whoever knows a file's SHA-256 gets exactly those bytes back, or an error. Who may is asked elsewhere."""
