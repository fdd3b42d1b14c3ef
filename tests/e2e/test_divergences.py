"""Where the vendor's rows depart from the standard: on the wire, against the CSV files."""

import csv

import pytest
from statusmap.v1 import status_map_pb2 as pb

from . import harness

DATA = harness.ROOT / "service" / "data"
OF_PHRASE = {"spelling", "old_phrase", "name"}


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


VENDOR = {int(row["code"]): row for row in rows("vendor_table.csv")}
REGISTRY = {int(row["code"]): row for row in rows("iana.csv")}
SEMANTICS = {int(row["code"]): row for row in rows("semantics.csv")}


def expected(code):
    """(kind, vendor's words, standard's words) of every divergence of a code."""
    for row in rows("divergences.csv"):
        if int(row["code"]) != code:
            continue
        if row["kind"] in OF_PHRASE:
            yield row["kind"], VENDOR[code]["message"], REGISTRY[code]["phrase"]
        else:
            yield row["kind"], row["vendor_words"], row["standard_words"]


@pytest.mark.parametrize("code", sorted(VENDOR))
def test_every_vendor_row(stub, code):
    status = stub.LookupStatus(pb.LookupStatusRequest(http_status=code)).status
    answered = [
        (
            pb.DivergenceKind.Name(one.kind).removeprefix("DIVERGENCE_KIND_").lower(),
            one.vendor_words,
            one.standard_words,
        )
        for one in status.divergences
    ]
    assert answered == list(expected(code))
    for one in status.divergences:
        assert one.vendor_words == status.vendor.message or one.vendor_words in status.vendor.description
        assert one.reference
        assert one.vendor_words != one.standard_words
    phrases = [kind for kind, _, _ in answered if kind in OF_PHRASE]
    assert len(phrases) == (VENDOR[code]["message"] != REGISTRY[code]["phrase"])


@pytest.mark.parametrize("code", sorted(set(REGISTRY) - set(VENDOR)))
def test_no_vendor_row_no_divergence(stub, code):
    assert not stub.LookupStatus(pb.LookupStatusRequest(http_status=code)).status.divergences


@pytest.mark.parametrize("code", sorted(SEMANTICS))
def test_retry_advice_is_that_of_the_standard(stub, code):
    status = stub.LookupStatus(pb.LookupStatusRequest(http_status=code)).status
    assert pb.RetryAdvice.Name(status.retry_advice) == "RETRY_ADVICE_" + SEMANTICS[code]["retry_advice"]
    assert status.retry_source == SEMANTICS[code]["source"]


def test_no_advice_for_a_code_that_is_not_registered(stub):
    status = stub.LookupStatus(pb.LookupStatusRequest(http_status=499)).status
    assert (status.retry_advice, status.retry_source) == (pb.RETRY_ADVICE_UNSPECIFIED, "")
