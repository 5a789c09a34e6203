"""A chain of cases as one file for whoever must keep it or judge it elsewhere: every event as stored, every file by its digest.

`package` makes it, `check` says whether one is still as it was made. What stands in it, by path:

    manifest.json           which cases, how they hang together, and of every other member its size and SHA-256
    events/NUMBER.jsonl     a case's events: CloudEvents 1.0, one a line, with what the log hashed of each
    refused/NUMBER.jsonl    what was refused in it, the same way
    story.en.html, .zh.html the whole as it may be read
    files/DIGEST            evidence by content, where it was asked for

The same chain is the same file, byte for byte: nothing in it says when or for whom it was made. That is in the log (`custody.exported`).
"""
