"""Reasons for which the local servers or the supervisor refuse to start, each with what to do about it."""

from __future__ import annotations

from common.errors import Refusal


class LocalServerError(Refusal):
    """An embedded server did not start, did not stop, or cannot run on this machine."""

    code = "local_server_failed"


class DiskFull(LocalServerError):
    """The disk that holds the state has no room for the servers to start."""

    code = "disk_full"


class StateNotWritable(LocalServerError):
    """The directory of the local state belongs to somebody else or cannot be created."""

    code = "state_not_writable"


class IncompleteAddresses(LocalServerError):
    """Some of the addresses of real servers are given and others that they need are missing."""

    code = "incomplete_addresses"


class AlreadyRunning(LocalServerError):
    """The product already runs from this directory."""

    code = "already_running"


class StartFailed(LocalServerError):
    """A step of the start ended with an error that was printed above."""

    code = "start_failed"
