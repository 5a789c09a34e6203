"""Free ports on the loopback address."""

import contextlib
import random
import socket

LOOPBACK = "127.0.0.1"
# Below the range of outgoing connections' ports, so that nobody takes one between our look and the server's start.
FIRST, LAST = 10_240, 32_000


def free_ports(count: int) -> tuple[int, ...]:
    """So many different ports on which nobody listens now."""
    found: list[int] = []
    with contextlib.ExitStack() as held:
        while len(found) < count:
            candidate = random.randrange(FIRST, LAST)  # noqa: S311 - no secret: any free port will do
            listener = held.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                listener.bind((LOOPBACK, candidate))
                found.append(candidate)
    return tuple(found)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
