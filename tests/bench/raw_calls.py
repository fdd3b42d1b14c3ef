"""gRPC calls as bytes on a socket: what a process needs to be asked within microseconds of its start, or over a thousand
connections at once, where a gRPC client would be measured along with the server."""

import socket

import h2.config
import h2.connection

HEALTH = "/grpc.health.v1.Health/Check"
SERVING = b"\x00\x00\x00\x00\x02\x08\x01"  # a frame with the message: status = SERVING
EMPTY = b"\x00\x00\x00\x00\x00"  # a frame with an empty message: the health of the process itself


def first_call(path: str, frame: bytes) -> bytes:
    """All that a client sends for its first call on a connection."""
    http2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
    http2.initiate_connection()
    headers = [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "127.0.0.1"),
               ("te", "trailers"), ("content-type", "application/grpc")]  # fmt: skip
    http2.send_headers(1, headers)
    http2.send_data(1, frame, end_stream=True)
    return http2.data_to_send()


def ask(port: int, call: bytes, expected: bytes, timeout: float = 20.0) -> socket.socket | None:
    """A connection over which the call was answered so; None if nobody listens. The caller closes it."""
    try:
        connection = socket.create_connection(("127.0.0.1", port), timeout=timeout)
    except ConnectionRefusedError:
        return None
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(call)
    received = b""
    while expected not in received:
        data = connection.recv(65_536)
        if not data:
            connection.close()
            return None
        received += data
    return connection
