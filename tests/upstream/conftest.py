"""The server and its stub are those of the end-to-end tests."""

from e2e.conftest import binary, channel, server, stub

__all__ = ["binary", "channel", "server", "stub"]
