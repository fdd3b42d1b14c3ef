"""Which questions the vectors ask. `all_pages` stands for the question and those for the pages behind its first one."""

from . import oracle
from .oracle import GRPC_TO_HTTP, HTTP_STATUSES, HTTP_TO_GRPC, INT32_MAX, INT32_MIN

# Every code of these, in both directions where they have both: the two schools, and the default.
WHOLE_HTTP_TO_GRPC = ["grpc-spec", "envoy", "google-apis"]
WHOLE_GRPC_TO_HTTP = ["google-apis", "envoy", "grpc-gateway"]
KNOWN = sorted({*oracle.VENDOR, *oracle.IANA, *(int(row["code"]) for row in oracle.DE_FACTO)} & {*HTTP_STATUSES})
OUTSIDE = [0, -1, 99, 1000, INT32_MAX, INT32_MIN]
STRANGE_IDS = ["envoi", "Envoy", " envoy", " ", "envoy\0", "\u00e9nvoy \U0001f600\n\"'", "x" * 300]


def lookup_status():
    yield {}
    for status in [*KNOWN, 105, 299, 399, 471, 598, *OUTSIDE, 600, 999]:
        yield {"http_status": status}


def list_statuses():
    yield {"page_size": 25, "all_pages": True}
    yield {"page_size": 7, "status_class": "STATUS_CLASS_CLIENT_ERROR", "origin": "ORIGIN_VENDOR", "all_pages": True}
    for number in range(1, 6):
        yield {"status_class": number, "all_pages": True}
    for number in range(1, 4):
        yield {"origin": number, "page_size": 1}
    yield {"page_size": 200, "origin": "ORIGIN_DE_FACTO"}
    yield {"status_class": "STATUS_CLASS_INFORMATIONAL", "origin": "ORIGIN_DE_FACTO"}
    for number in [6, -1, INT32_MAX]:
        yield {"status_class": number}
    for number in [4, -1]:
        yield {"origin": number}
    for size in [-1, INT32_MIN]:
        yield {"page_size": size}
    for token in ["x", "5", "\u00e9"]:
        yield {"page_token": token}


def search_statuses():
    phrases = sorted({row["message"] for row in oracle.VENDOR.values()})
    spellings = ["TOO_MANY_REQUESTS", "StatusTooManyRequests", "HTTP_404_NOT_FOUND", "Request-URI Too Large", "teapot"]
    near = ["Internal Sever Eror", "not fond", "gone", "404", "471", "timeout", "nothing is like this", "\u00fcber"]
    for query in [*phrases, *spellings, *near]:
        yield {"query": query}
    for limit in [1, 3, 100, INT32_MAX]:
        yield {"query": "timeout", "max_results": limit}
    for query in ["", " \t ", "x" * 201, "Not\nFound", "Gone\0", "\u0085Gone"]:
        yield {"query": query}
    for limit in [-1, INT32_MIN]:
        yield {"query": "gone", "max_results": limit}


def classify_status():
    yield {}
    for status in [*KNOWN, 105, 199, 299, 399, 471, 598, 599, 600, 700, 888, 999, *OUTSIDE]:
        yield {"http_status": status}


def advise_retry():
    date, later = "Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:{}Z"
    for status in [200, 301, 400, 401, 404, 408, 409, 412, 413, 421, 425, 429, 471, 500, 501, 502, 503, 504, 600, 999]:
        yield {"http_status": status, "method": "GET"}
    for status in [409, 429, 503]:
        for method in ["POST", "DELETE", "NOSUCHMETHOD", ""]:
            yield {"http_status": status, "method": method}
        yield {"http_status": status, "method": "POST", "idempotency_key": True}
        yield {"http_status": status, "method": "GET", "role": "ROLE_PROXY"}
    for value in ["0", "7", "120", "99999999999", " 7 "]:
        yield {"http_status": 503, "method": "GET", "retry_after": value}
    for value in [date, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]:
        for received in [later.format("30"), later.format("37.5")]:
            yield {"http_status": 503, "method": "GET", "retry_after": value, "received_at": received}
    for attempt in [1, 2, 4, 5, 100, INT32_MAX]:
        yield {"http_status": 503, "method": "PUT", "attempt": attempt}
    for code in [*oracle.GRPC_QUESTIONS]:
        yield {"grpc_code": code}
    for code in [4, 10, 14]:
        for method in ["GET", "POST"]:
            yield {"grpc_code": code, "method": method, "attempt": 2}
    yield {}
    yield {"http_status": 503, "grpc_code": 0}
    for status in OUTSIDE:
        yield {"http_status": status}
    yield {"grpc_code": -1}
    yield {"http_status": 503, "method": "GET /"}
    yield {"http_status": 503, "retry_after": "soon"}
    yield {"http_status": 503, "retry_after": date}
    yield {"http_status": 503, "attempt": -1}
    yield {"http_status": 503, "role": 3}


def map_http_status():
    for convention in WHOLE_HTTP_TO_GRPC:
        for status in HTTP_STATUSES:
            yield {"http_status": status, "convention": convention}
    for convention in oracle.askable(HTTP_TO_GRPC):
        for status in [404, 429]:
            yield {"http_status": status, "convention": convention}
    for status in [200, 404, 429]:
        yield {"http_status": status}
        yield {"http_status": status, "include_conventions": True}
    yield {}
    yield {"convention": "envoy"}
    for status in [*OUTSIDE, 600, 999]:
        yield {"http_status": status}
    for convention in [*STRANGE_IDS, "grpc-gateway", "google-rpc-code"]:
        yield {"http_status": 404, "convention": convention}


def map_grpc_code():
    for convention in WHOLE_GRPC_TO_HTTP:
        for code in oracle.GRPC_QUESTIONS:
            yield {"grpc_code": code, "convention": convention}
    for convention in oracle.askable(GRPC_TO_HTTP):
        for code in [1, 9]:
            yield {"grpc_code": code, "convention": convention}
    for code in [0, 1, 9, 17]:
        yield {"grpc_code": code}
        yield {"grpc_code": code, "include_conventions": True}
    yield {}
    yield {"convention": "envoy"}
    for code in [-1, INT32_MIN]:
        yield {"grpc_code": code}
    for convention in [*STRANGE_IDS, "grpc-spec", "tonic"]:
        yield {"grpc_code": 5, "convention": convention}


def compare_conventions():
    for status in [100, 200, 301, 400, 404, 408, 409, 412, 416, 429, 499, 500, 501, 502, 503, 504, 599]:
        yield {"http_status": status}
    for code in oracle.GRPC_QUESTIONS:
        yield {"grpc_code": code}
    for one, other in [("envoy", "grpc-spec"), ("google-apis", "google-rpc-code"), ("twirp", "")]:
        yield {"convention": one, "other_convention": other}
    yield {"other_convention": "envoy"}
    yield {}
    yield {"http_status": 404, "grpc_code": 5}
    yield {"grpc_code": 5, "convention": "envoy"}
    for status in OUTSIDE:
        yield {"http_status": status}
    yield {"grpc_code": -1}
    yield {"convention": "envoi"}
    yield {"convention": "envoy", "other_convention": "envoi"}


def list_conventions():
    yield {"page_size": 20, "all_pages": True}
    for number in [1, 2]:
        yield {"page_size": 30, "direction": number, "all_pages": True}
    for number in [3, -1]:
        yield {"direction": number}
    for size in [-1, INT32_MIN]:
        yield {"page_size": size}
    yield {"page_token": "x"}


def batch_map_http_statuses():
    yield {}
    for convention in WHOLE_HTTP_TO_GRPC:
        yield {"convention": convention, "http_statuses": [*HTTP_STATUSES]}
    yield {"http_statuses": [404]}
    yield {"http_statuses": [404, 404, *OUTSIDE, 600, 999, 200]}
    for convention in oracle.askable(HTTP_TO_GRPC):
        yield {"convention": convention, "http_statuses": [200, 302, 400, 429, 503, 599, 0]}
    for convention in STRANGE_IDS:
        yield {"convention": convention, "http_statuses": [404]}
    yield {"convention": "grpc-gateway", "http_statuses": [404]}


def stream_map_http_statuses():
    yield []
    yield [{}]
    yield [{"convention": "envoy", "http_statuses": [200, 404]}, {}, {"http_statuses": [0, 429, 503]}]
    yield [{"http_statuses": [404]}, {"convention": "google-apis", "http_statuses": [500]}]
    yield [{"http_statuses": [*HTTP_STATUSES]}, {"http_statuses": OUTSIDE}]
    yield [{"convention": "envoi", "http_statuses": [404]}]
    yield [{"convention": "grpc-gateway"}]
    yield [{"convention": "envoy", "http_statuses": [404]}, {"convention": "grpc-spec", "http_statuses": [404]}]


def summarize_statuses():
    yield []
    yield [{}]
    log = {"http_statuses": [200, 204, 301, 404, 429, 471, 500, 503], "weights": [1000, 20, 5, 40, 7, 1, 3, 9]}
    for convention in ["", "envoy", "grpc-spec", "google-api-core-python"]:
        yield [{"convention": convention, **log}]
        yield [{"convention": convention, "against": "envoy", **log}]
    yield [{"against": "grpc-spec", "http_statuses": [*HTTP_STATUSES]}, {"http_statuses": [404, 404, 503]}]
    yield [{"http_statuses": [200, *OUTSIDE, *range(600, 610), 0, 200]}]
    yield [log, {"http_statuses": [404]}, {"convention": "google-apis", **log}]
    yield [{"http_statuses": [404, 503], "weights": [0, 0]}]
    yield [{"http_statuses": [404], "weights": [2**63 - 1]}]
    yield [{"http_statuses": [404], "weights": [2**63 - 1]}, {"http_statuses": [200]}]
    yield [{"http_statuses": [404, 200], "weights": [1]}]
    yield [{"weights": [1]}]
    yield [{"http_statuses": [404, 200], "weights": [1, -1]}]
    yield [{"convention": "envoi"}]
    yield [{"against": "envoi"}]
    yield [{"against": "grpc-gateway"}]
    yield [{"convention": "envoy"}, {"convention": "grpc-spec"}]
    yield [{"against": "envoy"}, {"against": "grpc-spec"}]
    yield [{}, {"against": "envoy"}]


# A list is the messages of one stream.
QUESTIONS = {
    "LookupStatus": lookup_status,
    "ListStatuses": list_statuses,
    "SearchStatuses": search_statuses,
    "ClassifyStatus": classify_status,
    "AdviseRetry": advise_retry,
    "MapHttpStatus": map_http_status,
    "MapGrpcCode": map_grpc_code,
    "CompareConventions": compare_conventions,
    "ListConventions": list_conventions,
    "BatchMapHttpStatuses": batch_map_http_statuses,
    "StreamMapHttpStatuses": stream_map_http_statuses,
    "SummarizeStatuses": summarize_statuses,
}
