"""People with grpcurl: everything through reflection, nothing but the address known."""

import json
import shlex

import grpc
import pytest
from google.protobuf import descriptor_pb2
from grpc.reflection.v1 import reflection_pb2 as v1
from grpc.reflection.v1 import reflection_pb2_grpc as v1_grpc
from grpc.reflection.v1alpha import reflection_pb2 as v1alpha
from grpc.reflection.v1alpha import reflection_pb2_grpc as v1alpha_grpc
from statusmap.v1 import status_map_pb2 as pb

from .harness import CALL_TIMEOUT_S

SERVICE = "statusmap.v1.StatusMapService"
SERVICES = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
    SERVICE,
]
METHODS = [method.name for method in pb.DESCRIPTOR.services_by_name["StatusMapService"].methods]
MESSAGES = sorted(pb.DESCRIPTOR.message_types_by_name)
ENUMS = sorted(pb.DESCRIPTOR.enum_types_by_name)


def ask(grpcurl, server, method, data):
    """The decoded answer of one call."""
    result = grpcurl(server, f"{SERVICE}/{method}", flags=("-plaintext", "-d", data))
    assert (result.returncode, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_list(grpcurl, server):
    result = grpcurl(server, "list")
    assert result.stdout.split() == SERVICES
    assert result.returncode == 0


@pytest.mark.parametrize("service", SERVICES)
def test_list_methods(service, grpcurl, server):
    result = grpcurl(server, "list", service)
    assert result.returncode == 0
    expected = {
        SERVICE: METHODS,
        "grpc.health.v1.Health": ["Check", "List", "Watch"],
    }.get(service, ["ServerReflectionInfo"])
    assert sorted(result.stdout.split()) == sorted(f"{service}.{method}" for method in expected)


@pytest.mark.parametrize("service", SERVICES)
def test_describe_service(service, grpcurl, server):
    result = grpcurl(server, "describe", service)
    assert result.returncode == 0
    assert f"{service} is a service:" in result.stdout


def test_describe_our_service(grpcurl, server):
    text = grpcurl(server, "describe", SERVICE).stdout
    streams = {"StreamMapHttpStatuses", "SummarizeStatuses"}
    for method in METHODS:
        assert f"rpc {method} ( {'stream ' * (method in streams)}.statusmap.v1.{method}Request )" in text
    assert text.count("NO_SIDE_EFFECTS") == len(METHODS)


@pytest.mark.parametrize("name", [*MESSAGES, *ENUMS])
def test_describe_type(name, grpcurl, server):
    result = grpcurl(server, "describe", f"statusmap.v1.{name}")
    assert result.returncode == 0
    kind = "a message" if name in MESSAGES else "an enum"
    assert f"statusmap.v1.{name} is {kind}:" in result.stdout


def test_describe_nothing(grpcurl, server):
    result = grpcurl(server, "describe", "statusmap.v1.Nothing")
    assert result.returncode != 0
    assert "statusmap.v1.Nothing" in result.stderr


def test_lookup_status(grpcurl, server):
    status = ask(grpcurl, server, "LookupStatus", '{"http_status": 404}')["status"]
    assert status["http_status"] == 404
    assert status["status_class"] == "STATUS_CLASS_CLIENT_ERROR"
    assert status["vendor"]["message"] == "NotFound"
    assert status["registration"]["reason_phrase"] == "Not Found"
    assert status["registration"]["state"] == "REGISTRATION_STATE_REGISTERED"


def test_json_names(grpcurl, server):
    """The names of the contract, as the README and the command print them; requests may use either spelling."""
    result = grpcurl(server, f"{SERVICE}/LookupStatus", flags=("-plaintext", "-d", '{"httpStatus": 404}'))
    assert '"http_status": 404' in result.stdout
    assert "httpStatus" not in result.stdout


def test_classify_status(grpcurl, server):
    answer = ask(grpcurl, server, "ClassifyStatus", '{"http_status": 471}')
    assert (answer["treated_as"], answer["fallback"], answer["valid"]) == (400, True, True)
    assert "heuristically_cacheable" not in answer


def test_map_http_status(grpcurl, server):
    answer = ask(grpcurl, server, "MapHttpStatus", '{"http_status": 429, "convention": "grpc-spec"}')
    assert (answer["grpc_code"], answer["grpc_code_name"], answer["rule"]) == (14, "UNAVAILABLE", "exact 429")


def test_code_0_is_visible_in_json(grpcurl, server):
    answer = ask(grpcurl, server, "MapHttpStatus", '{"http_status": 200}')
    assert (answer["grpc_code"], answer["grpc_code_name"]) == (0, "OK")


def test_map_grpc_code(grpcurl, server):
    answer = ask(grpcurl, server, "MapGrpcCode", '{"grpc_code": 1}')
    assert (answer["http_status"], answer["grpc_code_name"]) == (499, "CANCELLED")


def test_list_statuses(grpcurl, server):
    answer = ask(grpcurl, server, "ListStatuses", '{"page_size": 2, "status_class": "STATUS_CLASS_SERVER_ERROR"}')
    assert [status["http_status"] for status in answer["statuses"]] == [500, 501]
    assert answer["next_page_token"]


def test_the_line_that_the_server_prints(server):
    """The command in the line is complete: host, method, and data that the shell takes as one word."""
    words = shlex.split(server.ask)
    assert words[0] == "grpcurl"
    assert json.loads(words[words.index("-d") + 1]) == {"http_status": 404}
    assert words[-2:] == [server.address, f"{SERVICE}/LookupStatus"]


def test_the_command_that_the_server_prints_works(grpcurl, server):
    words = shlex.split(server.ask)[1:]
    flags = words[: words.index(server.address)]
    result = grpcurl(server, words[-1], flags=flags)
    assert result.returncode == 0
    assert json.loads(result.stdout)["status"]["http_status"] == 404


def test_error_details_are_decoded(grpcurl, server):
    result = grpcurl(server, f"{SERVICE}/LookupStatus", flags=("-plaintext", "-d", '{"http_status": 99}'))
    assert result.returncode == 64 + 3
    assert "Code: InvalidArgument" in result.stderr
    assert '"@type": "type.googleapis.com/google.rpc.ErrorInfo"' in result.stderr
    assert '"reason": "HTTP_STATUS_OUT_OF_RANGE"' in result.stderr
    assert '"domain": "statusmap.v1"' in result.stderr
    assert '"@type": "type.googleapis.com/google.rpc.BadRequest"' in result.stderr
    assert '"field": "http_status"' in result.stderr


def test_error_without_bad_request(grpcurl, server):
    result = grpcurl(server, f"{SERVICE}/LookupStatus", flags=("-plaintext", "-d", '{"http_status": 471}'))
    assert result.returncode == 64 + 5
    assert '"reason": "HTTP_STATUS_UNKNOWN"' in result.stderr
    assert "BadRequest" not in result.stderr


@pytest.mark.parametrize("method", [f"{SERVICE}/Nothing", "statusmap.v1.Nothing/LookupStatus"])
def test_unknown_method(method, grpcurl, server):
    result = grpcurl(server, method)
    assert result.returncode != 0
    assert "not include a method" in result.stderr or "not expose service" in result.stderr


@pytest.mark.parametrize("data", ['{"http_status": "x"}', '{"nothing": 1}', "{"])
def test_data_that_does_not_fit(data, grpcurl, server):
    result = grpcurl(server, f"{SERVICE}/LookupStatus", flags=("-plaintext", "-d", data))
    assert result.returncode != 0


def test_health_check(grpcurl, server):
    result = grpcurl(server, "grpc.health.v1.Health/Check")
    assert json.loads(result.stdout) == {"status": "SERVING"}
    result = grpcurl(server, "grpc.health.v1.Health/Check", flags=("-plaintext", "-d", '{"service": "nobody"}'))
    assert result.returncode == 64 + 5


def test_health_list(grpcurl, server):
    result = grpcurl(server, "grpc.health.v1.Health/List")
    statuses = json.loads(result.stdout)["statuses"]
    assert statuses[""] == statuses[SERVICE] == {"status": "SERVING"}


@pytest.mark.parametrize(("service", "status"), [(SERVICE, "SERVING"), ("nobody", "SERVICE_UNKNOWN")])
def test_health_watch(service, status, grpcurl, server):
    """Runs into the time limit of grpcurl: a Watch has no end."""
    data = json.dumps({"service": service})
    result = grpcurl(server, "grpc.health.v1.Health/Watch", flags=("-plaintext", "-max-time", "1", "-d", data))
    assert json.loads(result.stdout) == {"status": status}
    assert result.returncode == 64 + 4


# --- reflection itself, in both versions -----------------------------------------------------------------------------

VERSIONS = {"v1": (v1, v1_grpc), "v1alpha": (v1alpha, v1alpha_grpc)}


@pytest.fixture(params=VERSIONS)
def reflect(request, channel):
    """reflect(field=value...) for one question; reflect.stream(questions) for several on one stream."""
    messages, services = VERSIONS[request.param]
    stub = services.ServerReflectionStub(channel)

    def stream(questions):
        requests = [messages.ServerReflectionRequest(**question) for question in questions]
        return list(stub.ServerReflectionInfo(iter(requests), timeout=CALL_TIMEOUT_S))

    def reflect(**question):
        (response,) = stream([question])
        return response

    reflect.stream, reflect.messages = stream, messages
    return reflect


def files_in(response):
    return [
        descriptor_pb2.FileDescriptorProto.FromString(file)
        for file in response.file_descriptor_response.file_descriptor_proto
    ]


def test_list_services(reflect):
    response = reflect(list_services="")
    assert sorted(service.name for service in response.list_services_response.service) == SERVICES


def test_list_services_ignores_its_value(reflect):
    assert reflect(list_services="*").list_services_response == reflect(list_services="").list_services_response


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("statusmap/v1/status_map.proto", "statusmap.v1"),
        ("grpc/health/v1/health.proto", "grpc.health.v1"),
        ("grpc/reflection/v1/reflection.proto", "grpc.reflection.v1"),
        ("grpc/reflection/v1alpha/reflection.proto", "grpc.reflection.v1alpha"),
        ("google/rpc/error_details.proto", "google.rpc"),
    ],
)
def test_file_by_filename(name, package, reflect):
    files = files_in(reflect(file_by_filename=name))
    (file,) = [file for file in files if file.name == name]
    assert file.package == package
    imported = {dependency for one in files for dependency in one.dependency}
    assert imported <= {one.name for one in files}, "the answer has all that it imports"


# fmt: off
SYMBOLS = [
    "statusmap.v1.StatusMapService",
    "statusmap.v1.StatusMapService.LookupStatus",
    "statusmap.v1.Status",
    "statusmap.v1.Status.http_status",
    "statusmap.v1.StatusClass",
    "statusmap.v1.STATUS_CLASS_CLIENT_ERROR",
]
# fmt: on


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_file_containing_symbol(symbol, reflect):
    files = files_in(reflect(file_containing_symbol=symbol))
    assert "statusmap/v1/status_map.proto" in [file.name for file in files]


def test_the_contract_is_served_whole(reflect):
    (file,) = [
        file
        for file in files_in(reflect(file_by_filename="statusmap/v1/status_map.proto"))
        if file.package == "statusmap.v1"
    ]
    ours = descriptor_pb2.FileDescriptorProto()
    pb.DESCRIPTOR.CopyToProto(ours)
    for one in (file, ours):
        one.ClearField("source_code_info")
        for field in [field for message in one.message_type for field in message.field]:
            field.ClearField("json_name")
    assert file == ours


# fmt: off
NOT_FOUND = [
    {"file_by_filename": "nothing.proto"},
    {"file_by_filename": ""},
    {"file_by_filename": "../status_map.proto"},
    {"file_containing_symbol": "statusmap.v1.Nothing"},
    {"file_containing_symbol": ""},
    {"file_containing_symbol": "x" * 10_000},
    {"file_containing_symbol": "."},
    {"all_extension_numbers_of_type": "statusmap.v1.Nothing"},
    {"file_containing_extension": {"containing_type": "statusmap.v1.Status", "extension_number": 1}},
    {"file_containing_extension": {"containing_type": "statusmap.v1.Nothing", "extension_number": 1}},
    {"file_containing_extension": {"containing_type": "google.protobuf.FieldOptions", "extension_number": -1}},
]
# fmt: on


@pytest.mark.parametrize("question", NOT_FOUND, ids=lambda question: ascii(question)[:60])
def test_not_found(question, reflect):
    response = reflect(**question)
    assert response.WhichOneof("message_response") == "error_response"
    assert response.error_response.error_code == 5
    assert response.error_response.error_message


def test_question_without_a_kind(reflect):
    response = reflect(host="x")
    assert response.error_response.error_code == 3


def test_extension_numbers(reflect):
    response = reflect(all_extension_numbers_of_type="statusmap.v1.Status")
    assert response.WhichOneof("message_response") == "all_extension_numbers_response"
    assert response.all_extension_numbers_response.base_type_name == "statusmap.v1.Status"
    assert list(response.all_extension_numbers_response.extension_number) == []


def test_host_is_ignored(reflect):
    for host in ("", "localhost", "no such host", "\u00e9"):
        response = reflect(host=host, file_containing_symbol=SERVICE)
        assert response.valid_host == host
        assert files_in(response)


def test_original_request_comes_back(reflect):
    question = reflect.messages.ServerReflectionRequest(host="x", file_containing_symbol=SERVICE)
    assert reflect(host="x", file_containing_symbol=SERVICE).original_request == question


def test_many_questions_on_one_stream(reflect):
    """Errors among them do not end the stream; answers come in order."""
    questions = [
        {"list_services": ""},
        {"file_containing_symbol": "nothing"},
        {"file_containing_symbol": SERVICE},
        {"host": "no kind"},
        {"file_by_filename": "grpc/health/v1/health.proto"},
    ] * 40
    responses = reflect.stream(questions)
    kinds = [response.WhichOneof("message_response") for response in responses]
    file, error = "file_descriptor_response", "error_response"
    assert kinds == ["list_services_response", error, file, error, file] * 40
    assert [response.original_request for response in responses] == [
        reflect.messages.ServerReflectionRequest(**question) for question in questions
    ]


def test_no_questions_at_all(reflect):
    assert reflect.stream([]) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_malformed_question(version, channel):
    call = channel.stream_stream(f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo")
    with pytest.raises(grpc.RpcError) as error:
        list(call(iter([b"\x22\x05ab"]), timeout=CALL_TIMEOUT_S))
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
