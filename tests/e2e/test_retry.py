"""AdviseRetry of the real server against the policies as another reader finds them in service/data."""

import pytest
from google.protobuf.duration_pb2 import Duration
from statusmap.v1 import status_map_pb2 as pb

from . import oracle

POLICIES = oracle.read("retry_policies.csv")
VERDICTS = oracle.read("classification.csv")
IDEMPOTENT = {row["method"] for row in oracle.read("methods.csv") if row["idempotent"] == "1"}
APPLICATIONS = [row for row in oracle.read("applications.csv") if row["code_space"] == "http"]
RETRY, CHANGE, NO = (pb.RetryVerdict.Value(f"RETRY_VERDICT_{name}") for name in ("RETRY", "RETRY_AFTER_CHANGE", "DO_NOT_RETRY"))  # fmt: skip


def codes_of(row):
    """The codes of a policy as sets; =ID stands for those that classification.csv says ID retries."""
    words = row["codes"].split()
    if row["codes"].startswith("="):
        wanted = (row["codes"][1:], "retryable", "retry", row["code_space"])
        columns = ("convention", "question", "answer", "code_space")
        words = [one["code"] for one in VERDICTS if tuple(one[column] for column in columns) == wanted]
    assert words
    if row["code_space"] == "grpc":
        return {oracle.GRPC_CODES[word] for word in words}
    ranges = [oracle.first_and_last(word) for word in words]
    return {code for first, last in ranges for code in range(first, last + 1)}


CODES = [codes_of(row) for row in POLICIES]


def takes(row, method):
    if row["methods"] in ("any", "not_said") or (row["code_space"] == "grpc" and not method):
        return True
    return method in (IDEMPOTENT if row["methods"] == "idempotent" else row["methods"].split())


def policies(space, code, method, retry_after):
    found = {row["policy"]: NO for row in POLICIES if row["code_space"] == space}
    for row, codes in zip(POLICIES, CODES, strict=True):
        hinted = retry_after or row["needs_retry_after"] == "0"
        if row["code_space"] == space and code in codes and takes(row, method) and hinted:
            found[row["policy"]] = RETRY if row["verdict"] == "RETRY" else CHANGE
    return found


def applied(code):
    def width(row):
        first, last = oracle.first_and_last(row["code"])
        return last - first if first <= min(code, 599) <= last else 10_000

    return pb.Application.Value("APPLICATION_" + min(APPLICATIONS, key=width)["applied"])


def verdict(code, method, retry_after):
    row = oracle.SEMANTICS[oracle.treated_as(code)]
    advice = row["retry_advice"]
    if code == 413 and retry_after:
        advice = "AFTER_RETRY_AFTER"
    if advice == "NEVER":
        return NO
    if advice in ("MODIFIED_REQUEST", "AFTER_AUTH"):
        return CHANGE
    return RETRY if method in IDEMPOTENT or applied(code) == pb.APPLICATION_NOT_APPLIED else NO


@pytest.mark.parametrize("retry_after", ["", "7"])
@pytest.mark.parametrize("method", ["GET", "PUT", "QUERY", "POST", "PATCH"])
def test_every_status(method, retry_after, stub):
    for code in range(100, 1000):
        answer = stub.AdviseRetry(pb.AdviseRetryRequest(http_status=code, method=method, retry_after=retry_after))
        expected = verdict(code, method, retry_after)
        assert answer.verdict == expected, code
        assert answer.applied == applied(code), code
        assert answer.reason
        assert answer.clauses[0].source
        if retry_after:
            wait = Duration(seconds=7)
            assert answer.delay == pb.Delay(minimum=wait, maximum=wait, origin=pb.DELAY_ORIGIN_RETRY_AFTER)
        elif expected == RETRY:
            assert (answer.delay.origin, answer.delay.minimum) == (pb.DELAY_ORIGIN_BACKOFF, Duration())
            assert answer.delay.maximum == Duration(nanos=100_000_000)
        else:
            assert answer.delay == pb.Delay(origin=pb.DELAY_ORIGIN_NONE)
        assert {one.policy: one.verdict for one in answer.policies} == policies("http", code, method, retry_after), code
        for one in answer.policies:
            assert one.differs == (one.verdict != expected and (one.verdict, expected) != (NO, CHANGE))


@pytest.mark.parametrize("retry_after", ["", "7"])
@pytest.mark.parametrize("method", ["", "GET", "PUT", "POST"])
def test_policies_of_every_grpc_code(method, retry_after, stub):
    for code in range(18):
        answer = stub.AdviseRetry(pb.AdviseRetryRequest(grpc_code=code, method=method, retry_after=retry_after))
        assert {one.policy: one.verdict for one in answer.policies} == policies("grpc", code, method, retry_after), code
