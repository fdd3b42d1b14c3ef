"""Asks statusmap what an HTTP status means, which gRPC code it becomes, and whether to send a request again.

Client is for threads, AsyncClient for asyncio. Both return the messages of the contract (statusmap.v1.status_map_pb2,
also `statusmap.pb`), whose fields are documented there. statusmap.http reads responses of requests and httpx.
"""

from ._aio import AsyncClient
from ._bulk import NO_ANSWER, NOT_AN_HTTP_STATUS
from ._client import Client
from ._errors import Error, FieldViolation
from ._requests import status_code_of
from .v1 import status_map_pb2 as pb

__all__ = [
    "NOT_AN_HTTP_STATUS",
    "NO_ANSWER",
    "AsyncClient",
    "Client",
    "Error",
    "FieldViolation",
    "pb",
    "status_code_of",
]
__version__ = "0.1.0"
