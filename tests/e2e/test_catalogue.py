"""Every answer of the real server against an oracle that reads service/data by other code."""

import grpc
import pytest
from statusmap.v1 import status_map_pb2 as pb

from . import oracle
from .conftest import PAIRS
from .oracle import GRPC_TO_HTTP, HTTP_TO_GRPC

CLASSES = range(1, 6)
ORIGINS = {"vendor": 1, "registry": 2, "de_facto": 3}
STATES = {"registered": 1, "temporary": 2, "unused": 3, "obsoleted": 4}
UNASSIGNED = 5


def test_the_oracle_itself():
    """Rules of precedence on a table small enough to check by eye, in an order that helps nobody."""
    table = [("*", "UNKNOWN"), ("400-499", "INTERNAL"), ("404", "NOT_FOUND"), ("440-449", "ABORTED"), ("499", "-")]
    for rules in (table, table[::-1]):
        rows = [{"from": pattern, "to": target, "note": ""} for pattern, target in rules]
        answers = {
            code: oracle.answer("x", HTTP_TO_GRPC, code, rows)[:3] for code in (399, 400, 404, 440, 449, 450, 499)
        }
        assert answers == {
            399: (2, oracle.DEFAULT, "default *"),
            400: (13, oracle.RANGE, "range 400-499"),
            404: (5, oracle.EXACT, "exact 404"),
            440: (10, oracle.RANGE, "range 440-449"),
            449: (10, oracle.RANGE, "range 440-449"),
            450: (13, oracle.RANGE, "range 400-499"),
            499: (None, oracle.NONE, ""),
        }
    assert oracle.answer("x", HTTP_TO_GRPC, 200, []).code is None


def test_size_of_the_catalogue():
    """Facts are added, never lost."""
    assert len(oracle.speakers(HTTP_TO_GRPC)) >= 41
    assert len(oracle.speakers(GRPC_TO_HTTP)) >= 27
    assert (len(oracle.HTTP_STATUSES), len(oracle.GRPC_QUESTIONS)) == (500, 21)
    assert len(oracle.CONVENTIONS) >= 52
    assert len(oracle.ALIASES) == 1
    assert (len(oracle.VENDOR), len(oracle.IANA)) == (42, 64)
    assert len(oracle.DE_FACTO) >= 50


# --- mapping ---------------------------------------------------------------------------------------------------------


def code_in(response, field):
    return getattr(response, field) if response.HasField(field) else None


def others_in(response, field):
    """The field other_answers as {answer: ids}; checks order and counts."""
    counts = [other.count for other in response.other_answers]
    assert counts == sorted(counts, reverse=True), "the most common answer comes first"
    assert response.agreeing + sum(counts) == response.others
    answers = {code_in(other, field): list(other.conventions) for other in response.other_answers}
    assert len(answers) == len(response.other_answers), "an answer is listed twice"
    return answers, {code_in(other, field): other.count for other in response.other_answers}


def expected_shared(convention, direction, code):
    """The fields that both directions have, as they must be."""
    speaker = oracle.speaker_of(convention, direction)
    answer = oracle.answer(speaker, direction, code)
    return {
        "code": answer.code,
        "convention": convention,
        "answered_by": speaker,
        "rule_kind": answer.kind,
        "note": answer.note,
        "caution": oracle.CONVENTIONS[speaker]["caution"],
        "rule": answer.rule,
    }


def actual_shared(response, field):
    rule = response.rule
    if response.rule_kind == pb.RULE_KIND_NONE:
        assert rule.startswith("none: ")
        rule = ""
    return {
        "code": code_in(response, field),
        "convention": response.convention,
        "answered_by": response.answered_by,
        "rule_kind": response.rule_kind,
        "note": response.note,
        "caution": response.caution,
        "rule": rule,
    }


def check_mapping(response, convention, direction, code, field):
    assert actual_shared(response, field) == expected_shared(convention, direction, code)
    for part in oracle.source_parts(oracle.speaker_of(convention, direction), direction):
        assert part in response.source
    others, agreeing, rest = oracle.others(convention, direction, code)
    assert (response.others, response.agreeing) == (others, len(agreeing))
    assert list(response.agreeing_conventions) == agreeing
    ids, counts = others_in(response, field)
    assert ids == rest
    assert counts == {other: len(names) for other, names in rest.items()}


@pytest.mark.parametrize("convention", oracle.askable(HTTP_TO_GRPC))
def test_map_http_status(convention, stub, record_property):
    pairs = 0
    for code in oracle.HTTP_STATUSES:
        request = pb.MapHttpStatusRequest(http_status=code, convention=convention, include_conventions=True)
        response = stub.MapHttpStatus(request)
        check_mapping(response, convention, HTTP_TO_GRPC, code, "grpc_code")
        assert response.http_status == code
        assert response.grpc_code_name == oracle.GRPC_NAMES.get(code_in(response, "grpc_code"), "")
        for other in response.other_answers:
            assert other.grpc_code_name == oracle.GRPC_NAMES.get(code_in(other, "grpc_code"), "")
        pairs += 1
    assert pairs == 500
    record_property(PAIRS, pairs)


@pytest.mark.parametrize("convention", oracle.askable(GRPC_TO_HTTP))
def test_map_grpc_code(convention, stub, record_property):
    pairs = 0
    for code in oracle.GRPC_QUESTIONS:
        request = pb.MapGrpcCodeRequest(grpc_code=code, convention=convention, include_conventions=True)
        response = stub.MapGrpcCode(request)
        check_mapping(response, convention, GRPC_TO_HTTP, code, "http_status")
        assert response.grpc_code == code
        assert response.grpc_code_name == oracle.GRPC_NAMES.get(code, "")
        assert response.grpc_code_undefined == (code > 16)
        pairs += 1
    assert pairs == 21
    record_property(PAIRS, pairs)


def test_default_convention_is_google_apis(stub):
    for code in oracle.HTTP_STATUSES:
        empty = stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=code))
        assert empty == stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=code, convention="google-apis"))
        assert (empty.convention, empty.answered_by) == ("google-apis", "gax-java")
    for code in oracle.GRPC_QUESTIONS:
        empty = stub.MapGrpcCode(pb.MapGrpcCodeRequest(grpc_code=code))
        assert empty == stub.MapGrpcCode(pb.MapGrpcCodeRequest(grpc_code=code, convention="google-apis"))
        assert (empty.convention, empty.answered_by) == ("google-apis", "google-rpc-code")


def test_conventions_are_named_only_on_request(stub):
    for code in oracle.HTTP_STATUSES:
        named = stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=code, include_conventions=True))
        counted = stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=code))
        assert not any(other.conventions for other in counted.other_answers)
        assert not counted.agreeing_conventions
        del named.agreeing_conventions[:]
        for other in named.other_answers:
            assert other.conventions
            del other.conventions[:]
        assert named == counted
    for code in oracle.GRPC_QUESTIONS:
        counted = stub.MapGrpcCode(pb.MapGrpcCodeRequest(grpc_code=code))
        assert not any(other.conventions for other in counted.other_answers)


# Answers that people know by heart, so that a mistake common to oracle and server shows.
# fmt: off
WELL_KNOWN = [
    ("grpc-spec",      429, "UNAVAILABLE"),
    ("grpc-spec",      404, "UNIMPLEMENTED"),
    ("grpc-spec",      431, "INTERNAL"),
    ("grpc-spec-2016", 431, "UNKNOWN"),
    ("grpc-spec",      418, "UNKNOWN"),
    ("google-apis",    429, "RESOURCE_EXHAUSTED"),
    ("google-apis",    404, "NOT_FOUND"),
    ("google-apis",    409, "ABORTED"),
    ("google-apis",    499, "CANCELLED"),
    ("google-apis",    504, "DEADLINE_EXCEEDED"),
    ("envoy",          503, "UNAVAILABLE"),
    ("twirp",          404, ""),
]
# fmt: on


@pytest.mark.parametrize(("convention", "http_status", "grpc_name"), WELL_KNOWN)
def test_well_known_http_status(convention, http_status, grpc_name, stub):
    response = stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=http_status, convention=convention))
    assert response.grpc_code_name == grpc_name
    assert response.HasField("grpc_code") == bool(grpc_name)


# fmt: off
CODE_PROTO = [
    ("OK",                  200),
    ("CANCELLED",           499),
    ("UNKNOWN",             500),
    ("INVALID_ARGUMENT",    400),
    ("DEADLINE_EXCEEDED",   504),
    ("NOT_FOUND",           404),
    ("ALREADY_EXISTS",      409),
    ("PERMISSION_DENIED",   403),
    ("RESOURCE_EXHAUSTED",  429),
    ("FAILED_PRECONDITION", 400),
    ("ABORTED",             409),
    ("OUT_OF_RANGE",        400),
    ("UNIMPLEMENTED",       501),
    ("INTERNAL",            500),
    ("UNAVAILABLE",         503),
    ("DATA_LOSS",           500),
    ("UNAUTHENTICATED",     401),
]
# fmt: on


@pytest.mark.parametrize(("grpc_name", "http_status"), CODE_PROTO)
def test_google_rpc_code(grpc_name, http_status, stub):
    """The mapping that google/rpc/code.proto writes beside each code."""
    response = stub.MapGrpcCode(pb.MapGrpcCodeRequest(grpc_code=oracle.GRPC_CODES[grpc_name]))
    assert (response.http_status, response.grpc_code_name) == (http_status, grpc_name)


def test_ok_is_an_answer(stub):
    """The code 0 is told from no answer by the presence of its field."""
    ok = stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=200, convention="gax-java"))
    assert (ok.HasField("grpc_code"), ok.grpc_code, ok.grpc_code_name) == (True, 0, "OK")
    none = stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=404, convention="twirp"))
    assert (none.HasField("grpc_code"), none.grpc_code, none.grpc_code_name) == (False, 0, "")


@pytest.mark.parametrize("compression", [grpc.Compression.Gzip, grpc.Compression.Deflate], ids=["gzip", "deflate"])
def test_compressed_request(compression, stub):
    request = pb.MapHttpStatusRequest(http_status=404, convention="envoy")
    assert stub.MapHttpStatus(request, compression=compression) == stub.MapHttpStatus(request)


# --- what is it, what kind is it -------------------------------------------------------------------------------------


def de_facto_in(message):
    return [
        (one.vendor, one.name, one.meaning, one.seen_on, one.collides_with, one.source)
        for one in message.de_facto_meanings
    ]


def check_status(status, code):
    assert (status.http_status, status.status_class) == (code, code // 100)
    assert status.HasField("vendor") == (code in oracle.VENDOR)
    assert status.HasField("registration") == (code in oracle.IANA)
    if code in oracle.VENDOR:
        vendor = oracle.VENDOR[code]
        assert (status.vendor.message, status.vendor.description) == (vendor["message"], vendor["description"])
        assert status.vendor.source == oracle.SOURCES["vendor_table.csv"]
    if code in oracle.IANA:
        row, registration = oracle.IANA[code], status.registration
        assert registration.reason_phrase == row["phrase"]
        assert registration.reference == row["reference"]
        assert registration.state == STATES[row["state"]]
        assert (registration.expires, registration.note) == (row["expires"], row["note"])
        assert registration.source == oracle.SOURCES["iana.csv"]
    assert de_facto_in(status) == oracle.de_facto(code)


KNOWN = [code for code in oracle.HTTP_STATUSES if oracle.known(code)]


@pytest.mark.parametrize("code", KNOWN)
def test_lookup_status(code, stub):
    check_status(stub.LookupStatus(pb.LookupStatusRequest(http_status=code)).status, code)


@pytest.mark.parametrize("code", sorted(oracle.VENDOR))
def test_vendor_text_is_byte_for_byte(code, channel):
    """The bytes of the file are in the bytes on the wire: nothing decoded in between could hide a change."""
    call = channel.unary_unary("/statusmap.v1.StatusMapService/LookupStatus")
    wire = call(pb.LookupStatusRequest(http_status=code).SerializeToString(), timeout=20)
    file = (oracle.DATA / "vendor_table.csv").read_bytes()
    for column in ("message", "description"):
        text = oracle.VENDOR[code][column].encode("utf-8")
        assert text.replace(b'"', b'""') in file
        tag = {"message": b"\x0a", "description": b"\x12"}[column]
        length = len(text)
        prefix = bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])
        assert tag + prefix + text in wire


def test_vendor_paragraphs_are_kept(stub):
    """Both halves: some descriptions have a line feed, none has a carriage return."""
    texts = [
        stub.LookupStatus(pb.LookupStatusRequest(http_status=code)).status.vendor.description for code in oracle.VENDOR
    ]
    assert sum("\n" in text for text in texts) == sum("\n" in row["description"] for row in oracle.VENDOR.values()) > 5
    assert not any("\r" in text for text in texts)


@pytest.mark.parametrize("hundred", [100, 200, 300, 400, 500])
def test_classify_status(hundred, stub):
    for code in range(hundred, hundred + 100):
        response = stub.ClassifyStatus(pb.ClassifyStatusRequest(http_status=code))
        check_classification(response, code)
        assert response.valid
        assert response.interim == (hundred == 100)
        assert response.error == (hundred >= 400)


def check_classification(response, code):
    row = oracle.SEMANTICS[oracle.treated_as(code)]
    registered = code in oracle.IANA
    assert response.http_status == code
    assert response.treated_as == oracle.treated_as(code)
    assert response.status_class == oracle.treated_as(code) // 100
    assert response.fallback == (not registered)
    assert response.registration_state == (STATES[oracle.IANA[code]["state"]] if registered else UNASSIGNED)
    assert response.interim == (row["is_interim"] == "1")
    assert response.error == (row["is_error"] == "1")
    assert response.content_allowed == (row["content_allowed"] == "1")
    assert response.heuristically_cacheable == (registered and row["heuristically_cacheable"] == "1")
    assert response.redirect_kind == pb.RedirectKind.Value(f"REDIRECT_KIND_{row['redirect_kind']}")
    assert response.retry_advice == pb.RetryAdvice.Value(f"RETRY_ADVICE_{row['retry_advice']}")
    assert response.retry_after_meaningful == (row["retry_after_meaningful"] == "1")
    assert response.source
    if registered:
        assert response.source == row["source"]
    verdicts = [(one.by, one.question, one.answer, one.note, one.source) for one in response.verdicts]
    assert verdicts == oracle.verdicts(code)
    assert de_facto_in(response) == oracle.de_facto(code)


def test_classify_status_beyond_599(stub):
    for code in range(600, 1000):
        response = stub.ClassifyStatus(pb.ClassifyStatusRequest(http_status=code))
        assert not response.valid
        assert response.fallback
        assert (response.treated_as, response.status_class) == (500, pb.STATUS_CLASS_SERVER_ERROR)
        check_classification(response, code)


def test_a_fallback_is_never_cacheable(stub):
    """x00 of two classes is cacheable, so that an answer copied from it would be wrong here."""
    assert [code for code in (100, 200, 300, 400, 500) if oracle.SEMANTICS[code]["heuristically_cacheable"] == "1"]
    fallbacks = 0
    for code in range(100, 1000):
        response = stub.ClassifyStatus(pb.ClassifyStatusRequest(http_status=code))
        assert not (response.fallback and response.heuristically_cacheable)
        fallbacks += response.fallback
    assert fallbacks == 900 - len(oracle.IANA)


# --- lists -----------------------------------------------------------------------------------------------------------


def pages(method, request, field):
    """All pages of a list, and their items."""
    found, items = [], []
    while True:
        response = method(request)
        found.append(response)
        items += getattr(response, field)
        if not response.next_page_token:
            return found, items
        assert len(found) < 500, "the pages do not end"
        request.page_token = response.next_page_token


def size_of(page_size):
    """Items on a full page, by the contract."""
    return min(page_size or 50, 200)


FILTERS = [(status_class, origin) for status_class in (0, *CLASSES) for origin in (0, *ORIGINS.values())]
PAGE_SIZES = [0, 1, 7, 50, 200, 201, 100_000, oracle.INT32_MAX]


def wanted_statuses(status_class, origin):
    def has(code):
        return (
            origin == 0
            or (origin == ORIGINS["vendor"] and code in oracle.VENDOR)
            or (origin == ORIGINS["registry"] and code in oracle.IANA)
            or (origin == ORIGINS["de_facto"] and bool(oracle.de_facto(code)))
        )

    return [code for code in KNOWN if status_class in (0, code // 100) and has(code)]


@pytest.mark.parametrize("page_size", PAGE_SIZES)
@pytest.mark.parametrize(("status_class", "origin"), FILTERS)
def test_list_statuses(status_class, origin, page_size, stub):
    wanted = wanted_statuses(status_class, origin)
    request = pb.ListStatusesRequest(page_size=page_size, status_class=status_class, origin=origin)
    found, statuses = pages(stub.ListStatuses, request, "statuses")
    assert [status.http_status for status in statuses] == wanted
    assert {page.total_size for page in found} == {len(wanted)}
    assert [len(page.statuses) for page in found[:-1]] == [size_of(page_size)] * (len(found) - 1)
    assert len(found) == max(1, -(-len(wanted) // size_of(page_size)))


def test_listed_statuses_are_those_of_lookup(stub):
    _, statuses = pages(stub.ListStatuses, pb.ListStatusesRequest(page_size=200), "statuses")
    assert len(statuses) == len(KNOWN)
    for status in statuses:
        check_status(status, status.http_status)
        assert stub.LookupStatus(pb.LookupStatusRequest(http_status=status.http_status)).status == status


def test_page_size_may_change_between_pages(stub):
    first = stub.ListStatuses(pb.ListStatusesRequest(page_size=3))
    rest = stub.ListStatuses(pb.ListStatusesRequest(page_size=200, page_token=first.next_page_token))
    assert [status.http_status for status in [*first.statuses, *rest.statuses]] == KNOWN


def test_a_page_can_be_asked_for_again(stub):
    request = pb.ListStatusesRequest(page_size=3)
    request.page_token = stub.ListStatuses(request).next_page_token
    assert stub.ListStatuses(request) == stub.ListStatuses(request)


DIRECTIONS = {0: None, 1: HTTP_TO_GRPC, 2: GRPC_TO_HTTP}


@pytest.mark.parametrize("page_size", PAGE_SIZES)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_list_conventions(direction, page_size, stub):
    wanted = sorted([*oracle.CONVENTIONS, *oracle.ALIASES])
    if DIRECTIONS[direction]:
        wanted = oracle.askable(DIRECTIONS[direction])
    request = pb.ListConventionsRequest(page_size=page_size, direction=direction)
    found, conventions = pages(stub.ListConventions, request, "conventions")
    assert [convention.id for convention in conventions] == wanted
    assert {page.total_size for page in found} == {len(wanted)}
    assert [len(page.conventions) for page in found[:-1]] == [size_of(page_size)] * (len(found) - 1)
    assert len(found) == max(1, -(-len(wanted) // size_of(page_size)))


def test_fields_of_conventions(stub):
    _, conventions = pages(stub.ListConventions, pb.ListConventionsRequest(), "conventions")
    assert len(conventions) == len(oracle.CONVENTIONS) + len(oracle.ALIASES)
    for convention in conventions:
        if convention.id in oracle.ALIASES:
            row = oracle.ALIASES[convention.id]
            expected = pb.Convention(
                id=row["id"],
                summary=row["summary"],
                directions=[1, 2],
                http_to_grpc_alias_of=row["http_to_grpc"],
                grpc_to_http_alias_of=row["grpc_to_http"],
            )
        else:
            row = oracle.CONVENTIONS[convention.id]
            directions = [number for number, name in DIRECTIONS.items() if name and row[f"{name}_path"]]
            expected = pb.Convention(directions=directions, **row)
        # What is said of the runs is compared with the runs, in tests/upstream.
        assert len(convention.verifications) == len(convention.directions)
        convention.ClearField("verifications")
        assert convention == expected


def test_directions_are_true(stub):
    """A listed direction answers, one that is not listed refuses."""
    _, conventions = pages(stub.ListConventions, pb.ListConventionsRequest(), "conventions")
    asked = 0
    for convention in conventions:
        for direction, call in (
            (1, lambda name: stub.MapHttpStatus(pb.MapHttpStatusRequest(http_status=404, convention=name))),
            (2, lambda name: stub.MapGrpcCode(pb.MapGrpcCodeRequest(grpc_code=5, convention=name))),
        ):
            if direction in convention.directions:
                assert call(convention.id).convention == convention.id
            else:
                with pytest.raises(grpc.RpcError) as error:
                    call(convention.id)
                assert error.value.code() == grpc.StatusCode.FAILED_PRECONDITION
            asked += 1
    assert asked == 2 * (len(oracle.CONVENTIONS) + len(oracle.ALIASES))
