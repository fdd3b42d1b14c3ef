"""Loopback servers that answer a bare HTTP status, as a proxy would, and a client that looks at the HTTP status."""

import collections
import contextlib
import http.server
import socket
import socketserver
import struct
import threading
import time

from h2.connection import H2Connection
from h2.events import ResponseReceived
from hpack import Decoder, Encoder
from hyperframe.frame import Frame, HeadersFrame, PingFrame, SettingsFrame

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


class Bare:
    """Answers any path that ends in /STATUS with that status and no body."""

    def __init__(self, handler):
        self.given = collections.Counter()
        self.headers = {}
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.server.bare = self
        self.host, self.port = self.server.server_address
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def must_have_given_once(self, status):
        """Otherwise the client's answer is one to something else."""
        if self.given[status] != 1:
            raise RuntimeError(f"HTTP status {status} was given {self.given[status]} times")


def status_in(path):
    """The last word of the path."""
    return int(path.partition("?")[0].rpartition("/")[2])


class Http1(http.server.BaseHTTPRequestHandler):
    """HTTP/1.1. Answers late enough that a client whose time for retries is a millisecond does not retry."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status = status_in(self.path)
        self.server.bare.given[status] += 1
        self.server.bare.headers = dict(self.headers.items())
        time.sleep(0.005)
        self.send_response_only(status)
        self.send_header("Content-Type", "text/html")
        if status not in (204, 304):
            self.send_header("Content-Length", "0")
        self.end_headers()


class Http2(socketserver.StreamRequestHandler):
    """One HEADERS block with END_STREAM: also for 1xx, which an HTTP/2 library would not send that way."""

    def send(self, frame):
        self.wfile.write(frame.serialize())

    def handle(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(ConnectionError, struct.error):
            self.answer()

    def answer(self):
        if self.rfile.read(len(PREFACE)) != PREFACE:
            return
        self.send(SettingsFrame(0))
        decoder, encoder = Decoder(), Encoder()
        while head := self.rfile.read(9):
            frame, length = Frame.parse_frame_header(memoryview(head))
            frame.parse_body(memoryview(self.rfile.read(length)))
            if isinstance(frame, SettingsFrame) and "ACK" not in frame.flags:
                self.send(SettingsFrame(0, flags=["ACK"]))
            elif isinstance(frame, PingFrame) and "ACK" not in frame.flags:
                self.send(PingFrame(0, frame.opaque_data, flags=["ACK"]))
            elif isinstance(frame, HeadersFrame):
                status = status_in(dict(decoder.decode(frame.data))[":path"])
                self.server.bare.given[status] += 1
                block = encoder.encode([(":status", str(status)), ("content-type", "text/html")])
                self.send(HeadersFrame(frame.stream_id, block, flags=["END_HEADERS", "END_STREAM"]))


def http_status(port, path):
    """The HTTP status of a gRPC call with an empty message."""
    client = H2Connection()
    client.initiate_connection()
    headers = {":method": "POST", ":scheme": "http", ":path": path, ":authority": "localhost"}
    client.send_headers(1, [*headers.items(), ("te", "trailers"), ("content-type", "application/grpc")])
    client.send_data(1, bytes(5), end_stream=True)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        while True:
            connection.sendall(client.data_to_send())
            if not (received := connection.recv(65536)):
                raise ConnectionError(f"no answer to {path}")
            for event in client.receive_data(received):
                if isinstance(event, ResponseReceived):
                    return int(dict(event.headers)[b":status"])
