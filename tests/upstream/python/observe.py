"""observe.py DIRECTORY: asks the pinned Python libraries, and leaves their answers in the directory."""

import asyncio
import csv
import datetime
import importlib.metadata
import importlib.resources
import re
import sys
from concurrent import futures
from pathlib import Path

import grpc
import grpclib
import pyarrow.fs
from google.api_core import exceptions
from google.protobuf.empty_pb2 import Empty
from grpclib.client import Channel, UnaryUnaryMethod
from loopback import Bare, Http1, Http2, http_status

# The day on which the committed answers were observed: no clock, so that a rerun gives the same bytes.
DATE = "2026-11-22"

HTTP_TO_GRPC, GRPC_TO_HTTP = "http_to_grpc", "grpc_to_http"
HTTP_STATUSES, FINAL_STATUSES = range(100, 600), range(200, 600)
GRPC_CODES = range(18)  # and the first number that is none
TIMEOUT_S = 10
CLIENT = "client against a loopback HTTP/2 server without grpc-status"
GRPC_NAMES = {code.name: code.value[0] for code in grpc.StatusCode}


class Log:
    """The answers, and an index of what was run."""

    def __init__(self):
        self.answers, self.index = {}, []

    def add(self, convention, direction, library, how, codes, ask, version=None):
        answers = [(code, ask(code)) for code in codes]
        rows = [(direction, code, "-" if answer is None else answer) for code, answer in answers]
        self.answers.setdefault(convention, []).extend(rows)
        version = version() if version else importlib.metadata.version(library)
        self.index.append((convention, direction, library, version, DATE, how))

    def write(self, directory):
        for convention, rows in self.answers.items():
            write(directory / f"{convention}.csv", ("direction", "from", "to"), rows)
        header = ("convention", "direction", "library", "version", "date", "how")
        write(directory / "index-python.csv", header, sorted(self.index))


def write(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def grpc_core(log):
    bare = Bare(Http2)
    channel = grpc.insecure_channel(f"{bare.host}:{bare.port}", options=[("grpc.enable_http_proxy", 0)])

    def code_for(status):
        try:
            channel.unary_unary(f"/bare/{status}")(b"", timeout=TIMEOUT_S)
            code = grpc.StatusCode.OK
        except grpc.RpcError as error:
            code = error.code()
        bare.must_have_given_once(status)
        return code.value[0]

    log.add("grpc-core", HTTP_TO_GRPC, "grpcio", CLIENT, HTTP_STATUSES, code_for)
    channel.close()


class Failing(grpc.GenericRpcHandler):
    """Ends every call with the code that its path names. What is no code becomes UNKNOWN in grpcio."""

    def service(self, details):
        def fail(_, context):
            code = int(details.method.rpartition("/")[2])
            context.set_code(next((known for known in grpc.StatusCode if known.value[0] == code), code))
            return b""

        return grpc.unary_unary_rpc_method_handler(fail)


def grpc_core_server(log):
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=1), handlers=[Failing()])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    how = "server whose handler sets the code, asked by an HTTP/2 client"
    log.add("grpc-core", GRPC_TO_HTTP, "grpcio", how, GRPC_CODES, lambda code: http_status(port, f"/fail/{code}"))
    server.stop(None)


async def ask_grpclib(bare, status):
    async with Channel(bare.host, bare.port) as channel:
        try:
            await UnaryUnaryMethod(channel, f"/bare/{status}", Empty, Empty)(Empty(), timeout=TIMEOUT_S)
        except grpclib.GRPCError as error:
            return error.status.value
        except grpclib.exceptions.StreamTerminatedError:
            return None  # The connection broke: no gRPC code comes out.
    return 0


def grpclib_python(log):
    bare = Bare(Http2)

    def code_for(status):
        code = asyncio.run(ask_grpclib(bare, status))
        bare.must_have_given_once(status)
        return code

    log.add("grpclib-python", HTTP_TO_GRPC, "grpclib", CLIENT, HTTP_STATUSES, code_for)


def google_api_core(log):
    def code_for(status):
        code = exceptions.from_http_status(status, "").grpc_status_code
        return None if code is None else code.value[0]

    def status_for(code):
        status = exceptions.from_grpc_status(code, "").code
        return None if status is None else int(status)

    library = "google-api-core"
    log.add("google-api-core-python", HTTP_TO_GRPC, library, "function from_http_status", HTTP_STATUSES, code_for)
    log.add("google-api-core-python", GRPC_TO_HTTP, library, "function from_grpc_status", GRPC_CODES, status_for)


def google_rpc_code(log):
    library = "googleapis-common-protos"
    text = (importlib.resources.files("google.rpc") / "code.proto").read_text("utf-8")
    found = re.findall(r"// HTTP Mapping: (\d{3}) .*\n\s*[A-Z_]+ = (\d+);", text)
    statuses = {int(code): int(status) for status, code in found}
    log.add("google-rpc-code", GRPC_TO_HTTP, library, "text of google/rpc/code.proto", GRPC_CODES, statuses.get)


def google_cloud_cpp(log):
    """Reads an object of Cloud Storage by the library that pyarrow contains."""
    bare = Bare(Http1)
    retries = datetime.timedelta(milliseconds=1)

    def code_for(status):
        storage = pyarrow.fs.GcsFileSystem(
            anonymous=True, scheme="http", endpoint_override=f"{bare.host}:{bare.port}", retry_time_limit=retries
        )
        try:
            storage.open_input_stream(f"bare/{status}").read()
            code = "OK"
        except (OSError, pyarrow.ArrowException) as error:
            found = re.search(r"google::cloud::Status\((\w+): .*HTTP status code: (\d+)", str(error))
            if not found or int(found[2]) != status:
                raise
            code = found[1]
        bare.must_have_given_once(status)
        return GRPC_NAMES[code]

    def version():
        own = re.search(r"gccl/v?([0-9.]+)", bare.headers["x-goog-api-client"])[1]
        return f"{own} in pyarrow {importlib.metadata.version('pyarrow')}"

    how = "client against a loopback HTTP/1.1 server that answers the bare status"
    log.add("google-cloud-cpp", HTTP_TO_GRPC, "google-cloud-cpp", how, FINAL_STATUSES, code_for, version)


def main():
    log = Log()
    for ask in (grpc_core, grpc_core_server, grpclib_python, google_api_core, google_rpc_code, google_cloud_cpp):
        ask(log)
    log.write(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
