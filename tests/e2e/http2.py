"""A gRPC client that speaks HTTP/2 by hand: it can stay silent, stop reading, and see every frame.

h2 takes a GOAWAY for the end of the connection, while calls go on behind a graceful one. So frames are cut out here, and
h2 never sees a GOAWAY.
"""

import socket
import struct
import time

import h2.config
import h2.connection
import h2.events
import h2.settings

TIMEOUT_S = 20
FRAME_HEADER = 9
GOAWAY = 7


class Call:
    """What came back on one stream."""

    def __init__(self):
        self.headers, self.trailers, self.data, self.ended, self.reset = {}, {}, b"", False, None

    @property
    def status(self):
        """grpc-status as a number; None as long as there is none."""
        value = self.trailers.get("grpc-status", self.headers.get("grpc-status"))
        return None if value is None else int(value)

    @property
    def message(self):
        """The bytes of the one message."""
        compressed, length = struct.unpack(">BI", self.data[:5])
        assert compressed == 0
        assert len(self.data) == 5 + length
        return self.data[5:]


class Client:
    """One connection. With window=0 the server may send headers, but no message."""

    def __init__(self, server, window=65_535):
        self.socket = socket.create_connection((server.host, server.port), timeout=TIMEOUT_S)
        self.http2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self.http2.local_settings = h2.settings.Settings(
            client=True,
            initial_values={
                h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window,
                h2.settings.SettingCodes.ENABLE_PUSH: 0,
                h2.settings.SettingCodes.MAX_HEADER_LIST_SIZE: 65_536,
            },
        )
        self.authority = server.address
        self.calls, self.closed, self.acknowledged = {}, False, False
        self.goaways = []  # the error code of each
        self._received = b""
        self.http2.initiate_connection()
        self.send()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self):
        data = self.http2.data_to_send()
        if data:
            try:
                self.socket.sendall(data)
            except OSError:
                self.closed = True

    def start(self, path, message, *headers, end=True):
        """Sends a call with one message, and returns its number."""
        stream = self.prepare(path, message, *headers, end=end)
        self.send()
        return stream

    def prepare(self, path, message, *headers, end=True):
        """A call that leaves with the next send."""
        stream = self.http2.get_next_available_stream_id()
        self.calls[stream] = Call()
        self.http2.send_headers(
            stream,
            [
                (":method", "POST"),
                (":scheme", "http"),
                (":path", path),
                (":authority", self.authority),
                ("content-type", "application/grpc"),
                ("te", "trailers"),
                *headers,
            ],
        )
        self.http2.send_data(stream, struct.pack(">BI", 0, len(message)) + message, end_stream=end)
        return stream

    def more(self, stream, message, timeout=TIMEOUT_S):
        """Sends one more message, of at most a frame, as soon as the server lets us: whether it did in time."""
        frame = struct.pack(">BI", 0, len(message)) + message
        if not self.until(lambda: self.http2.local_flow_control_window(stream) >= len(frame), timeout):
            return False
        self.http2.send_data(stream, frame)
        self.send()
        return not self.closed

    def allow(self, stream, window=65_535):
        """Lets the server send on a stream."""
        self.http2.increment_flow_control_window(window, stream)
        self.send()

    def until(self, condition, timeout=TIMEOUT_S):
        """Reads frames until the condition holds, the connection ends, or the time is over: whether it holds."""
        deadline = time.monotonic() + timeout
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0 or self.closed:
                return False
            self.socket.settimeout(left)
            try:
                data = self.socket.recv(65_536)
            except TimeoutError:
                return condition()
            except ConnectionError:
                data = b""
            if not data:
                self.closed = True
                return condition()
            self._received += data
            while frame := self._next_frame():
                if frame[3] == GOAWAY:
                    self.goaways.append(int.from_bytes(frame[FRAME_HEADER + 4 : FRAME_HEADER + 8], "big"))
                else:
                    for event in self.http2.receive_data(frame):
                        self._handle(event)
            self.send()
        return True

    def _next_frame(self):
        """The bytes of the next whole frame; nothing if there is none yet."""
        size = FRAME_HEADER + int.from_bytes(self._received[:3], "big")
        if len(self._received) < max(size, FRAME_HEADER):
            return b""
        frame, self._received = self._received[:size], self._received[size:]
        return frame

    def _handle(self, event):
        call = self.calls.get(getattr(event, "stream_id", None))
        match event:
            case h2.events.SettingsAcknowledged():
                self.acknowledged = True
            case h2.events.ResponseReceived():
                call.headers = dict(event.headers)
            case h2.events.TrailersReceived():
                call.trailers = dict(event.headers)
            case h2.events.DataReceived():
                call.data += event.data
            case h2.events.StreamEnded():
                call.ended = True
            case h2.events.StreamReset():
                call.ended, call.reset = True, event.error_code
