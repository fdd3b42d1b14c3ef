"""Every error of the contract, from the wire: code, reason, domain, metadata, and the field at fault."""

import base64
import random
import re

import grpc
import pytest
from statusmap.v1 import status_map_pb2 as pb

from . import oracle
from .calls import details_of, fails
from .oracle import INT32_MAX, INT32_MIN

SERVICE = "/statusmap.v1.StatusMapService/"
INVALID_ARGUMENT = grpc.StatusCode.INVALID_ARGUMENT
NOT_FOUND = grpc.StatusCode.NOT_FOUND
FAILED_PRECONDITION = grpc.StatusCode.FAILED_PRECONDITION
ALL_IDS = sorted([*oracle.CONVENTIONS, *oracle.ALIASES])


def ask(stub, method, fields):
    return getattr(stub, method)(getattr(pb, f"{method}Request")(**fields))


# fmt: off
CASES = [
    # method             fields                                            code                 reason                      field           received            allowed
    ("LookupStatus",     {},                                               INVALID_ARGUMENT,    "FIELD_MISSING",            "http_status",  None,               "100 to 599"),
    ("LookupStatus",     {"http_status": 0},                               INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "0",                "100 to 599"),
    ("LookupStatus",     {"http_status": -1},                              INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "-1",               "100 to 599"),
    ("LookupStatus",     {"http_status": -404},                            INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "-404",             "100 to 599"),
    ("LookupStatus",     {"http_status": 99},                              INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "99",               "100 to 599"),
    ("LookupStatus",     {"http_status": 600},                             INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "600",              "100 to 599"),
    ("LookupStatus",     {"http_status": 999},                             INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "999",              "100 to 599"),
    ("LookupStatus",     {"http_status": 1000},                            INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "1000",             "100 to 599"),
    ("LookupStatus",     {"http_status": INT32_MAX},                       INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "2147483647",       "100 to 599"),
    ("LookupStatus",     {"http_status": INT32_MIN},                       INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "-2147483648",      "100 to 599"),
    ("LookupStatus",     {"http_status": 471},                             NOT_FOUND,           "HTTP_STATUS_UNKNOWN",      "http_status",  "471",              None),
    ("LookupStatus",     {"http_status": 105},                             NOT_FOUND,           "HTTP_STATUS_UNKNOWN",      "http_status",  "105",              None),
    ("ClassifyStatus",   {},                                               INVALID_ARGUMENT,    "FIELD_MISSING",            "http_status",  None,               "100 to 999"),
    ("ClassifyStatus",   {"http_status": 0},                               INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "0",                "100 to 999"),
    ("ClassifyStatus",   {"http_status": -1},                              INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "-1",               "100 to 999"),
    ("ClassifyStatus",   {"http_status": 99},                              INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "99",               "100 to 999"),
    ("ClassifyStatus",   {"http_status": 1000},                            INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "1000",             "100 to 999"),
    ("ClassifyStatus",   {"http_status": INT32_MAX},                       INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "2147483647",       "100 to 999"),
    ("ClassifyStatus",   {"http_status": INT32_MIN},                       INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "-2147483648",      "100 to 999"),
    ("AdviseRetry",      {},                                               INVALID_ARGUMENT,    "FIELD_MISSING",            "http_status",  None,               "exactly one of"),
    ("AdviseRetry",      {"http_status": 503, "grpc_code": 0},             INVALID_ARGUMENT,    "QUESTION_AMBIGUOUS",       "grpc_code",    "0",                "exactly one of"),
    ("AdviseRetry",      {"http_status": 1000},                            INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "1000",             "100 to 999"),
    ("AdviseRetry",      {"grpc_code": -1},                                INVALID_ARGUMENT,    "GRPC_CODE_NEGATIVE",       "grpc_code",    "-1",               "0 to 16"),
    ("AdviseRetry",      {"http_status": 503, "method": "GET /"},          INVALID_ARGUMENT,    "METHOD_INVALID",           "method",       "GET /",            "a token"),
    ("AdviseRetry",      {"http_status": 503, "retry_after": "soon"},      INVALID_ARGUMENT,    "RETRY_AFTER_INVALID",      "retry_after",  "soon",             "seconds"),
    ("AdviseRetry",      {"http_status": 503, "retry_after": "Sun, 06 Nov 1994 08:49:37 GMT"}, INVALID_ARGUMENT, "RECEIVED_AT_MISSING", "received_at", None,  "a time"),
    ("AdviseRetry",      {"http_status": 503, "retry_after": "Sun, 06 Nov 1994 08:49:37 GMT", "received_at": {"nanos": -1}}, INVALID_ARGUMENT, "RECEIVED_AT_INVALID", "received_at", "0 s -1 ns", "a time"),
    ("AdviseRetry",      {"http_status": 503, "attempt": -1},              INVALID_ARGUMENT,    "ATTEMPT_NEGATIVE",         "attempt",      "-1",               "0 or above"),
    ("AdviseRetry",      {"http_status": 503, "role": 3},                  INVALID_ARGUMENT,    "ROLE_UNKNOWN",             "role",         "3",                "0 (a client) to 2"),
    ("MapHttpStatus",    {},                                               INVALID_ARGUMENT,    "FIELD_MISSING",            "http_status",  None,               "100 to 599"),
    ("MapHttpStatus",    {"convention": "envoy"},                          INVALID_ARGUMENT,    "FIELD_MISSING",            "http_status",  None,               "100 to 599"),
    ("MapHttpStatus",    {"http_status": 0},                               INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "0",                "100 to 599"),
    ("MapHttpStatus",    {"http_status": -1},                              INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "-1",               "100 to 599"),
    ("MapHttpStatus",    {"http_status": 99},                              INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "99",               "100 to 599"),
    ("MapHttpStatus",    {"http_status": 600},                             INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "600",              "100 to 599"),
    ("MapHttpStatus",    {"http_status": 999},                             INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "999",              "100 to 599"),
    ("MapHttpStatus",    {"http_status": INT32_MAX},                       INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "2147483647",       "100 to 599"),
    ("MapHttpStatus",    {"http_status": INT32_MIN},                       INVALID_ARGUMENT,    "HTTP_STATUS_OUT_OF_RANGE", "http_status",  "-2147483648",      "100 to 599"),
    ("MapHttpStatus",    {"http_status": 404, "convention": "envoi"},      INVALID_ARGUMENT,    "CONVENTION_UNKNOWN",       "convention",   "envoi",            "ListConventions"),
    ("MapHttpStatus",    {"http_status": 404, "convention": " "},          INVALID_ARGUMENT,    "CONVENTION_UNKNOWN",       "convention",   " ",                "ListConventions"),
    ("MapHttpStatus",    {"http_status": 404, "convention": " envoy"},     INVALID_ARGUMENT,    "CONVENTION_UNKNOWN",       "convention",   " envoy",           "ListConventions"),
    ("MapHttpStatus",    {"http_status": 404, "convention": "Envoy"},      INVALID_ARGUMENT,    "CONVENTION_UNKNOWN",       "convention",   "Envoy",            "ListConventions"),
    ("MapHttpStatus",    {"http_status": 404, "convention": "envoy\0"},    INVALID_ARGUMENT,    "CONVENTION_UNKNOWN",       "convention",   "envoy\0",          "ListConventions"),
    ("MapHttpStatus",    {"http_status": 404, "convention": "\u00e9nvoy \U0001f600\n\"'"}, INVALID_ARGUMENT, "CONVENTION_UNKNOWN", "convention", "\u00e9nvoy \U0001f600\n\"'", "ListConventions"),
    ("MapHttpStatus",    {"http_status": 404, "convention": "grpc-gateway"}, FAILED_PRECONDITION, "DIRECTION_NOT_COVERED",   "convention",   "grpc-gateway",     "http_to_grpc"),
    ("MapHttpStatus",    {"http_status": 404, "convention": "google-rpc-code"}, FAILED_PRECONDITION, "DIRECTION_NOT_COVERED", "convention",  "google-rpc-code",  "http_to_grpc"),
    ("MapGrpcCode",      {},                                               INVALID_ARGUMENT,    "FIELD_MISSING",            "grpc_code",    None,               "0 to 16"),
    ("MapGrpcCode",      {"convention": "envoy"},                          INVALID_ARGUMENT,    "FIELD_MISSING",            "grpc_code",    None,               "0 to 16"),
    ("MapGrpcCode",      {"grpc_code": -1},                                INVALID_ARGUMENT,    "GRPC_CODE_NEGATIVE",       "grpc_code",    "-1",               "0 to 16"),
    ("MapGrpcCode",      {"grpc_code": INT32_MIN},                         INVALID_ARGUMENT,    "GRPC_CODE_NEGATIVE",       "grpc_code",    "-2147483648",      "0 to 16"),
    ("MapGrpcCode",      {"grpc_code": 5, "convention": "envoi"},          INVALID_ARGUMENT,    "CONVENTION_UNKNOWN",       "convention",   "envoi",            "ListConventions"),
    ("MapGrpcCode",      {"grpc_code": 5, "convention": "grpc-spec"},      FAILED_PRECONDITION, "DIRECTION_NOT_COVERED",    "convention",   "grpc-spec",        "grpc_to_http"),
    ("MapGrpcCode",      {"grpc_code": 5, "convention": "tonic"},          FAILED_PRECONDITION, "DIRECTION_NOT_COVERED",    "convention",   "tonic",            "grpc_to_http"),
    ("MapGrpcCode",      {"grpc_code": 17, "convention": "tonic"},         FAILED_PRECONDITION, "DIRECTION_NOT_COVERED",    "convention",   "tonic",            "grpc_to_http"),
    ("ListStatuses",     {"page_size": -1},                                INVALID_ARGUMENT,    "PAGE_SIZE_NEGATIVE",       "page_size",    "-1",               "0 or above"),
    ("ListStatuses",     {"page_size": INT32_MIN},                         INVALID_ARGUMENT,    "PAGE_SIZE_NEGATIVE",       "page_size",    "-2147483648",      "0 or above"),
    ("ListStatuses",     {"page_token": "x"},                              INVALID_ARGUMENT,    "PAGE_TOKEN_INVALID",       "page_token",   "x",                "next_page_token"),
    ("ListStatuses",     {"page_token": "5"},                              INVALID_ARGUMENT,    "PAGE_TOKEN_INVALID",       "page_token",   "5",                "next_page_token"),
    ("ListStatuses",     {"page_token": "\u00e9"},                         INVALID_ARGUMENT,    "PAGE_TOKEN_INVALID",       "page_token",   "\u00e9",           "next_page_token"),
    ("ListStatuses",     {"status_class": 6},                              INVALID_ARGUMENT,    "FILTER_UNKNOWN",           "status_class", "6",                "0 (any) to 5"),
    ("ListStatuses",     {"status_class": -1},                             INVALID_ARGUMENT,    "FILTER_UNKNOWN",           "status_class", "-1",               "0 (any) to 5"),
    ("ListStatuses",     {"status_class": INT32_MAX},                      INVALID_ARGUMENT,    "FILTER_UNKNOWN",           "status_class", "2147483647",       "0 (any) to 5"),
    ("ListStatuses",     {"status_class": INT32_MIN},                      INVALID_ARGUMENT,    "FILTER_UNKNOWN",           "status_class", "-2147483648",      "0 (any) to 5"),
    ("ListStatuses",     {"origin": 4},                                    INVALID_ARGUMENT,    "FILTER_UNKNOWN",           "origin",       "4",                "0 (any) to 3"),
    ("ListStatuses",     {"origin": -1},                                   INVALID_ARGUMENT,    "FILTER_UNKNOWN",           "origin",       "-1",               "0 (any) to 3"),
    ("SearchStatuses",   {},                                               INVALID_ARGUMENT,    "QUERY_EMPTY",              "query",        None,               "1 to 200 bytes"),
    ("SearchStatuses",   {"query": " \t "},                                INVALID_ARGUMENT,    "QUERY_EMPTY",              "query",        " \t ",             "1 to 200 bytes"),
    ("SearchStatuses",   {"query": "x" * 201},                             INVALID_ARGUMENT,    "QUERY_TOO_LONG",           "query",        "x" * 100 + "...",  "1 to 200 bytes"),
    ("SearchStatuses",   {"query": "x" * 10_000},                          INVALID_ARGUMENT,    "QUERY_TOO_LONG",           "query",        "x" * 100 + "...",  "1 to 200 bytes"),
    ("SearchStatuses",   {"query": "Not\nFound"},                          INVALID_ARGUMENT,    "QUERY_CONTROL_CHARACTER",  "query",        "Not\nFound",       "without control"),
    ("SearchStatuses",   {"query": "Gone\0"},                              INVALID_ARGUMENT,    "QUERY_CONTROL_CHARACTER",  "query",        "Gone\0",           "without control"),
    ("SearchStatuses",   {"query": "\u0085Gone"},                          INVALID_ARGUMENT,    "QUERY_CONTROL_CHARACTER",  "query",        "\u0085Gone",       "without control"),
    ("SearchStatuses",   {"query": "Gone", "max_results": -1},             INVALID_ARGUMENT,    "MAX_RESULTS_NEGATIVE",     "max_results",  "-1",               "0 or above"),
    ("SearchStatuses",   {"query": "Gone", "max_results": INT32_MIN},      INVALID_ARGUMENT,    "MAX_RESULTS_NEGATIVE",     "max_results",  "-2147483648",      "0 or above"),
    ("ListConventions",  {"page_size": -1},                                INVALID_ARGUMENT,    "PAGE_SIZE_NEGATIVE",       "page_size",    "-1",               "0 or above"),
    ("ListConventions",  {"page_token": "x"},                              INVALID_ARGUMENT,    "PAGE_TOKEN_INVALID",       "page_token",   "x",                "next_page_token"),
    ("ListConventions",  {"direction": 3},                                 INVALID_ARGUMENT,    "FILTER_UNKNOWN",           "direction",    "3",                "0 (any) to 2"),
    ("ListConventions",  {"direction": -1},                                INVALID_ARGUMENT,    "FILTER_UNKNOWN",           "direction",    "-1",               "0 (any) to 2"),
]
# fmt: on


def name_of(case):
    method, fields = case[0], case[1]
    text = "-".join(f"{name}={value}" for name, value in fields.items()) or "empty"
    return f"{method}-{text[:60].encode('ascii', 'backslashreplace').decode()}"


@pytest.mark.parametrize(
    ("method", "fields", "code", "reason", "field", "received", "allowed"), CASES, ids=[name_of(case) for case in CASES]
)
def test_error(method, fields, code, reason, field, received, allowed, stub):
    error = fails(ask, stub, method, fields)
    info, found = details_of(error)
    assert (error.code(), info.reason) == (code, reason)
    assert info.metadata.get(field) == received
    if allowed is None:
        assert "allowed" not in info.metadata
    else:
        assert allowed in info.metadata["allowed"]
    if received is not None and received.isascii() and received.isprintable():
        assert received in error.details(), "the message names the value"
    expected = {"ErrorInfo", "BadRequest"} if code == INVALID_ARGUMENT else {"ErrorInfo"}
    assert set(found) == expected
    if "BadRequest" in found:
        (violation,) = found["BadRequest"].field_violations
        assert violation.field == field
        assert violation.description


def test_every_reason_of_the_contract_is_covered():
    """The reasons at the top of the contract are those of this file and no others."""
    contract = (oracle.ROOT / "proto" / "statusmap" / "v1" / "status_map.proto").read_text()
    documented = {
        line.split()[1]: line.split()[2]
        for line in contract.split("syntax =")[0].splitlines()
        if re.match(r"//       [A-Z_]+ ", line)
    }
    covered = {reason: code.name for _, _, code, reason, *_ in CASES}
    elsewhere = {
        "QUESTION_AMBIGUOUS": "INVALID_ARGUMENT",  # test_compare.py
        "CONVENTION_CHANGED": "INVALID_ARGUMENT",  # test_bulk.py, and the vectors
        "WEIGHTS_MISMATCHED": "INVALID_ARGUMENT",
        "WEIGHT_NEGATIVE": "INVALID_ARGUMENT",
        "WEIGHTS_TOO_LARGE": "INVALID_ARGUMENT",
        "REQUEST_MALFORMED": "INVALID_ARGUMENT",
        "TOO_MANY_CALLS": "RESOURCE_EXHAUSTED",
        "SERVER_DRAINING": "UNAVAILABLE",  # test_bulk.py
    }
    assert documented == covered | elsewhere


def test_unknown_statuses_are_exactly_those_of_no_source(stub):
    unknown = 0
    for code in oracle.HTTP_STATUSES:
        if not oracle.known(code):
            assert fails(ask, stub, "LookupStatus", {"http_status": code}).code() == NOT_FOUND
            unknown += 1
    assert unknown == 500 - len([code for code in oracle.HTTP_STATUSES if oracle.known(code)]) > 390


# --- conventions -----------------------------------------------------------------------------------------------------

# fmt: off
NEAREST = [
    ("envoi",           "envoy"),
    ("evnoy",           "envoy"),
    ("Envoy",           "envoy"),
    ("grpc_spec",       "grpc-spec"),
    ("grpcspec",        "grpc-spec"),
    ("gax_java",        "gax-java"),
    ("google-api",      "google-apis"),
    ("connect-go-pre-v1.15", "connect-go-pre-v1.16"),
    ("twrip",           "twirp"),
]
# fmt: on


def nearest_of(error):
    info, _ = details_of(error)
    return info.metadata["nearest"].split(", ")


@pytest.mark.parametrize(("wrong", "right"), NEAREST)
def test_nearest_conventions(wrong, right, stub):
    error = fails(ask, stub, "MapHttpStatus", {"http_status": 404, "convention": wrong})
    nearest = nearest_of(error)
    assert nearest[0] == right
    assert len(nearest) == len(set(nearest)) == 3
    assert set(nearest) <= set(ALL_IDS)
    assert right in error.details()


@pytest.mark.parametrize("size", [100, 101, 10_000, 1_000_000])
@pytest.mark.parametrize(
    "letter", ["x", "\u00e9", "\U0001f600", "\n"], ids=["ascii", "two-bytes", "four-bytes", "escaped"]
)
def test_long_convention(letter, size, stub):
    """A long id costs the caller a short answer, cut between characters."""
    long = letter * (size // len(letter.encode()))
    error = fails(ask, stub, "MapHttpStatus", {"http_status": 404, "convention": long})
    info, _ = details_of(error)
    assert info.reason == "CONVENTION_UNKNOWN"
    echoed = info.metadata["convention"]
    assert len(echoed.encode()) <= 110
    assert long.startswith(echoed.removesuffix("..."))
    assert len(nearest_of(error)) == 3


def test_all_conventions_of_the_other_direction_are_refused(stub):
    refused = 0
    for direction, method, fields in (
        (oracle.HTTP_TO_GRPC, "MapHttpStatus", {"http_status": 404}),
        (oracle.GRPC_TO_HTTP, "MapGrpcCode", {"grpc_code": 5}),
    ):
        other = {oracle.HTTP_TO_GRPC: oracle.GRPC_TO_HTTP, oracle.GRPC_TO_HTTP: oracle.HTTP_TO_GRPC}[direction]
        for convention in sorted(set(ALL_IDS) - set(oracle.askable(direction))):
            info, _ = details_of(fails(ask, stub, method, fields | {"convention": convention}))
            assert info.reason == "DIRECTION_NOT_COVERED"
            assert info.metadata["directions"] == other
            refused += 1
    assert refused == 53 - 42 + 53 - 28


# --- page tokens -----------------------------------------------------------------------------------------------------


def token(stub, method, **fields):
    found = ask(stub, method, {"page_size": 5} | fields).next_page_token
    assert found
    return found


# fmt: off
FOREIGN = [
    # the token is of                            and is used for
    ("ListConventions", {},                      "ListStatuses",    {}),
    ("ListStatuses",    {},                      "ListConventions", {}),
    ("ListStatuses",    {},                      "ListStatuses",    {"status_class": 4}),
    ("ListStatuses",    {},                      "ListStatuses",    {"origin": 1}),
    ("ListStatuses",    {"status_class": 4},     "ListStatuses",    {}),
    ("ListStatuses",    {"status_class": 4},     "ListStatuses",    {"status_class": 5}),
    ("ListStatuses",    {"status_class": 2},     "ListStatuses",    {"origin": 2}),
    ("ListStatuses",    {"origin": 1},           "ListStatuses",    {"origin": 3}),
    ("ListConventions", {},                      "ListConventions", {"direction": 1}),
    ("ListConventions", {"direction": 1},        "ListConventions", {"direction": 2}),
    ("ListConventions", {"direction": 1},        "ListConventions", {}),
    ("ListConventions", {"direction": 1},        "ListStatuses",    {"status_class": 1}),
]
# fmt: on


@pytest.mark.parametrize(("of", "its_filters", "method", "filters"), FOREIGN)
def test_foreign_page_token(of, its_filters, method, filters, stub):
    foreign = token(stub, of, **its_filters)
    info, found = details_of(fails(ask, stub, method, filters | {"page_token": foreign}))
    assert info.reason == "PAGE_TOKEN_INVALID"
    assert found["BadRequest"].field_violations[0].field == "page_token"
    assert ask(stub, of, its_filters | {"page_token": foreign}), "where it belongs it is good"


def damaged(good):
    """Every way to change one character, and some more."""
    for i in range(len(good)):
        yield good[:i] + good[i + 1 :]
        yield good[:i] + ("A" if good[i] != "A" else "B") + good[i + 1 :]
        yield good[:i] + good[i].swapcase() + good[i + 1 :]
    yield from (
        good + "=",
        good + "==",
        good + "A",
        good + " ",
        " " + good,
        good + "\n",
        good * 2,
        good * 1000,
        good + "\0",
    )
    yield from (
        base64.urlsafe_b64encode(text.encode()).decode()
        for text in ("5", "5.", "-1", "0.0", "5.ffffffff", "99999999999999999999.0")
    )
    letters = random.Random(7)
    yield from ("".join(letters.choices("ABCabc123-_", k=size)) for size in range(1, 60))


@pytest.mark.parametrize("method", ["ListStatuses", "ListConventions"])
def test_damaged_page_token(method, stub):
    good = token(stub, method)
    tried = 0
    for bad in set(damaged(good)) - {good, ""}:
        info, _ = details_of(fails(ask, stub, method, {"page_token": bad}))
        assert info.reason == "PAGE_TOKEN_INVALID", bad
        tried += 1
    assert tried > 60
    assert ask(stub, method, {"page_token": good})


# --- bytes -----------------------------------------------------------------------------------------------------------

# fmt: off
MALFORMED = {
    "a-tag-without-value":       b"\x08",
    "an-endless-varint":         b"\x08" + b"\xff" * 11,
    "a-cut-length":              b"\x12\x05env",
    "a-length-beyond-the-end":   b"\x12\xff\xff\xff\xff\x07",
    "field-number-0":            b"\x00\x01",
    "wire-type-7":               b"\x0f\x01",
    "an-end-without-a-group":    b"\x0c",
    "random":                    b"\xff\xfe\xfd\xfc",
    "text":                      b'{"http_status": 404}',
}
NOT_UTF_8 = {
    "latin-1":                   b"caf\xe9",
    "cut":                       b"caf\xc3",
    "overlong":                  b"\xc0\xaf",
    "surrogate":                 b"\xed\xa0\x80",
    "beyond-unicode":            b"\xf5\x80\x80\x80",
}
# fmt: on
METHODS = [
    "LookupStatus",
    "ListStatuses",
    "SearchStatuses",
    "ClassifyStatus",
    "AdviseRetry",
    "MapHttpStatus",
    "MapGrpcCode",
    "CompareConventions",
    "ListConventions",
]


def raw(channel, method):
    """A method for bytes."""
    call = channel.unary_unary(SERVICE + method)
    return lambda data: call(data, timeout=20)


def check_malformed(error):
    assert error.code() == INVALID_ARGUMENT
    info, _ = details_of(error)
    assert info.reason == "REQUEST_MALFORMED"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_request(name, method, channel):
    check_malformed(fails(raw(channel, method), MALFORMED[name]))


@pytest.mark.parametrize("name", NOT_UTF_8)
@pytest.mark.parametrize(
    ("method", "before"),
    [
        ("MapHttpStatus", b"\x08\x94\x03\x12"),
        ("MapGrpcCode", b"\x08\x05\x12"),
        ("ListStatuses", b"\x12"),
        ("ListConventions", b"\x12"),
        ("SearchStatuses", b"\x0a"),
    ],
)
def test_text_that_is_not_utf_8(method, before, name, channel):
    text = NOT_UTF_8[name]
    check_malformed(fails(raw(channel, method), before + bytes([len(text)]) + text))


def test_text_that_is_utf_8_is_not_malformed(channel):
    """The other half: the same bytes around good text reach the catalogue."""
    text = "caf\u00e9".encode()
    error = fails(raw(channel, "MapHttpStatus"), b"\x08\x94\x03\x12" + bytes([len(text)]) + text)
    assert details_of(error)[0].reason == "CONVENTION_UNKNOWN"


def test_unknown_fields_are_ignored(channel):
    """A client of a later version may send more."""
    answer = raw(channel, "LookupStatus")(b"\x08\x94\x03\x78\x01\xa2\x06\x03abc")
    assert pb.LookupStatusResponse.FromString(answer).status.http_status == 404


def test_last_of_repeated_values_wins(channel):
    answer = raw(channel, "LookupStatus")(b"\x08\xf4\x03\x08\x94\x03")
    assert pb.LookupStatusResponse.FromString(answer).status.http_status == 404


def test_malformed_requests_leave_no_traces(channel, stub):
    """Messages live as long as their thread: what one request left must not be in the next."""
    for _ in range(50):
        fails(raw(channel, "MapHttpStatus"), b"\x08\x94\x03\x12\x05envoy\x18\x01\x08")
        assert details_of(fails(ask, stub, "MapHttpStatus", {}))[0].reason == "FIELD_MISSING"
        response = ask(stub, "MapHttpStatus", {"http_status": 200})
        assert response.convention == "google-apis"
        assert not any(other.conventions for other in response.other_answers)


def test_request_beyond_the_size_limit(channel, stub):
    """17 MiB: refused by gRPC itself, and the server goes on."""
    error = fails(raw(channel, "MapHttpStatus"), b"\x08\x94\x03\x12" + b"\x80\x80\xc0\x08" + b"x" * (17 * 2**20))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "(17825800 vs. 16777216)" in error.details()
    assert ask(stub, "LookupStatus", {"http_status": 404}).status.http_status == 404


@pytest.mark.parametrize(
    "path",
    [
        SERVICE + "Nothing",
        SERVICE + "lookupstatus",
        SERVICE,
        "/statusmap.v2.StatusMapService/LookupStatus",
        "/StatusMapService/LookupStatus",
        "/",
    ],
)
def test_unknown_method(path, channel):
    error = fails(lambda: channel.unary_unary(path)(b"", timeout=20))
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED
