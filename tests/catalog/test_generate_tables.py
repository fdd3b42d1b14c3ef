"""The generator of the tables refuses broken data, and names the file, the line and the value.

Every case changes a copy of service/data in one place. The line that must be named is found by looking for a text in
the changed file, not by asking the generator.
"""

import csv
import io
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "service" / "data"
GENERATOR = ROOT / "service" / "catalog" / "generate_tables.py"
TIMEOUT_S = 60

# A lost or added row also changes the number of rows that sources.csv names: a second problem with the same cause.
ROW_COUNT = re.compile(r".*sources\.csv:\d+: says that \S+ has \d+ rows; it has \d+ good ones")

# Files that refer to the ids or names of another one: a broken name is a problem in them, too.
REFERRING = {
    "grpc_codes.csv": ("mappings.csv", "classification.csv", "schools.csv", "retry_policies.csv", "applications.csv"),
    "conventions.csv": ("mappings.csv", "aliases.csv", "verification.csv"),
    "vendor_table.csv": ("divergences.csv",),
    "classification.csv": ("retry_policies.csv",),
}

pytestmark = pytest.mark.timeout(2 * TIMEOUT_S)


@pytest.fixture
def data(tmp_path):
    """A copy of service/data to break."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    return copy


def generate(data, header):
    """Runs the generator as the build does."""
    return subprocess.run(
        [sys.executable, str(GENERATOR), str(data), str(header)],
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
        check=False,
    )


def rows_of(path):
    """The rows of a good file, header left out."""
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))[1:]


def change(path, old, new):
    """Replaces the only occurrence of a text."""
    content = path.read_bytes()
    assert content.count(old) == 1, f"the case is stale: {old!r} occurs {content.count(old)} times in {path.name}"
    path.write_bytes(content.replace(old, new))


def add_rows(data, name, more):
    """Tells sources.csv of rows that were added."""
    path = data / "sources.csv"
    line = rf"^{re.escape(name)},(\d+),"
    content = path.read_text(encoding="utf-8")
    path.write_text(re.sub(line, lambda m: f"{name},{int(m[1]) + more},", content, flags=re.M), encoding="utf-8")


def append(path, row):
    """Adds rows at the end."""
    content = path.read_bytes()
    assert content.endswith(b"\n")
    path.write_bytes(content + row)


def line_of(path, marker):
    """The line of the last occurrence of a text."""
    content = path.read_bytes()
    assert marker in content, f"the case is stale: {marker!r} is not in {path.name}"
    return content[: content.rindex(marker)].count(b"\n") + 1


class Case(NamedTuple):
    """A change to one file: `old` becomes `new`, or `new` is appended if there is no `old`."""

    name: str
    file: str
    old: bytes
    new: bytes
    at: bytes  # stands in the line that must be named, in the changed file
    message: str  # must be in the message


# fmt: off
CASES = [
    # --- duplicates
    Case("duplicate-vendor-code",  "vendor_table.csv",   b"", b"404,Again,Text\n", b"404,Again", "404 is a duplicate of line"),
    Case("duplicate-iana-code",    "iana.csv",           b"", b"404,Again,RFC9110,registered,,\n", b"404,Again", "404 is a duplicate of line"),
    Case("duplicate-semantics",    "semantics.csv",      b"", b"404,1,0,1,1,NEVER,0,NONE,RFC 9110 again\n", b"RFC 9110 again", "404 is a duplicate of line"),
    Case("duplicate-de-facto",     "nonstandard.csv",    b"", b"420,Twitter API v1,Enhance Your Calm,twice,wire,,x\n", b"twice,wire", "420 Twitter API v1 Enhance Your Calm is a duplicate of line"),
    Case("duplicate-phrase",       "phrases.csv",        b"", b"418,I'm a teapot,again\n", b"teapot,again", "418 I'm a teapot is a duplicate of line"),
    Case("duplicate-verdict",      "classification.csv", b"", b"gcs-doc,retryable,http,408,retry,,https://x,again\n", b"https://x,again", "gcs-doc retryable http 408 is a duplicate of line"),
    Case("duplicate-convention",   "conventions.csv",    b"", b"envoy,again,x,x/y,a.cc,,v1,,\n", b"envoy,again", "envoy is a duplicate of line"),
    Case("duplicate-rule",         "mappings.csv",       b"", b"envoy,http_to_grpc,404,NOT_FOUND,\n", b"envoy,http_to_grpc,404,NOT_FOUND", "envoy http_to_grpc 404 is a duplicate of line"),
    Case("duplicate-default-rule", "mappings.csv",       b"", b"envoy,http_to_grpc,*,INTERNAL,\n", b"envoy,http_to_grpc,*,INTERNAL", "envoy http_to_grpc * is a duplicate of line"),
    Case("duplicate-grpc-name",    "grpc_codes.csv",     b"16,UNAUTHENTICATED", b"16,OK", b"16,OK", "OK is a duplicate of line 2"),
    Case("duplicate-grpc-code",    "grpc_codes.csv",     b"16,UNAUTHENTICATED", b"15,UNAUTHENTICATED", b"15,UNAUTH", "15 is a duplicate of line"),
    Case("duplicate-source",       "sources.csv",        b"", b"iana.csv,64,again,2026-01-01,\n", b"64,again", "iana.csv is a duplicate of line"),
    Case("duplicate-alias",        "aliases.csv",        b"", b"google-apis,again,gax-java,google-rpc-code\n", b"google-apis,again", "google-apis is a duplicate of line 2"),
    Case("divergence-not-quoted",  "divergences.csv",    b"some requests have been", b"some request has been", b"some request has been", "the vendor's row of 100 does not have them"),
    Case("divergence-kind",        "divergences.csv",    b"100,meaning,", b"100,mistake,", b"100,mistake,", "kind is 'mistake'; expected one of meaning, scope"),
    Case("divergence-own-words",   "divergences.csv",    b"204,spelling,,,", b"204,spelling,,words,", b"204,spelling,,words,", "expected none here"),
    Case("divergence-no-words",    "divergences.csv",    b"the initial part of one request has been received", b"", b"100,meaning,", "expected vendor_words, standard_words and a clause"),
    Case("verification-unknown",   "verification.csv",   b"\ntonic,", b"\ntonik,", b"tonik,", "unknown convention 'tonik'"),
    Case("verification-direction", "verification.csv",   b"\ntonic,http_to_grpc,", b"\ntonic,grpc_to_http,", b"tonic,grpc_to_http", "tonic does not map grpc_to_http"),
    Case("school-bad-code-name",   "schools.csv",        b",400 INTERNAL;", b",400 INTERNALLY;", b"400 INTERNALLY", "answers has '400 INTERNALLY'; expected an HTTP status and a name"),
    Case("school-bad-status",      "schools.csv",        b",400 INTERNAL;", b",4000 INTERNAL;", b"4000 INTERNAL", "answers has '4000 INTERNAL'"),
    Case("school-duplicate",       "schools.csv",        b"\ntranslation,", b"\nintermediary,", b"the HTTP status is", "intermediary is a duplicate of line 2"),
    Case("school-too-many",        "schools.csv",        b",400 INTERNAL;", b",400 INTERNAL;401 OK;", b"401 OK", "has 5 answers; at most 4 are allowed"),
    Case("alias-is-a-convention",  "aliases.csv",        b"\ngoogle-apis,", b"\nenvoy,", b"\nenvoy,"[1:], "envoy is a convention already"),
    # --- out of range
    Case("vendor-code-99",         "vendor_table.csv",   b"\n402,", b"\n99,", b"99,Payment", "code is '99'; expected a number from 100 to 599"),
    Case("phrase-code-600",        "phrases.csv",        b"", b"600,Never,nobody\n", b"600,Never", "code is '600'; expected a number from 100 to 599"),
    Case("phrase-of-nobody",       "phrases.csv",        b"", b"404,Lost,\n", b"404,Lost", "column used_by is empty"),
    Case("vendor-code-600",        "vendor_table.csv",   b"\n402,", b"\n600,", b"600,Payment", "code is '600'; expected a number from 100 to 599"),
    Case("vendor-code-word",       "vendor_table.csv",   b"\n402,", b"\n4o2,", b"4o2,Payment", "code is '4o2'; expected a number from 100 to 599"),
    Case("vendor-code-negative",   "vendor_table.csv",   b"\n402,", b"\n-402,", b"-402,Payment", "code is '-402'; expected a number from 100 to 599"),
    Case("iana-code-600",          "iana.csv",           b"\n402,", b"\n600,", b"600,Payment", "code is '600'; expected a number from 100 to 599"),
    Case("semantics-code-99",      "semantics.csv",      b"\n402,", b"\n99,", b"\n99,1"[1:], "code is '99'; expected a number from 100 to 599"),
    Case("de-facto-code-1000",     "nonstandard.csv",    b"\n783,", b"\n1000,", b"1000,Shopify", "code is '1000'; expected a number from 0 to 999"),
    Case("grpc-code-17",           "grpc_codes.csv",     b"16,UNAUTHENTICATED", b"17,UNAUTHENTICATED", b"17,UNAUTH", "code is '17'; expected a number from 0 to 16"),
    Case("rule-from-99",           "mappings.csv",       b"grpc-spec,http_to_grpc,404,", b"grpc-spec,http_to_grpc,099,", b"grpc,099,", "from is '099'; expected codes from 100 to 599"),
    Case("rule-from-600",          "mappings.csv",       b"grpc-spec,http_to_grpc,404,", b"grpc-spec,http_to_grpc,600,", b"grpc,600,", "from is '600'; expected codes from 100 to 599"),
    Case("rule-from-1000",         "mappings.csv",       b"grpc-spec,http_to_grpc,404,", b"grpc-spec,http_to_grpc,1000,", b"grpc,1000,", "from is '1000'; expected a code, a range such as 400-499, or *"),
    Case("rule-from-descending",   "mappings.csv",       b"grpc-spec,http_to_grpc,404,", b"grpc-spec,http_to_grpc,450-440,", b"450-440", "from is '450-440'; expected codes from 100 to 599, in ascending order"),
    Case("rule-from-range-of-one", "mappings.csv",       b"grpc-spec,http_to_grpc,404,", b"grpc-spec,http_to_grpc,404-404,", b"404-404", "from is '404-404'; expected codes"),
    Case("rule-from-beyond",       "mappings.csv",       b"grpc-spec,http_to_grpc,404,", b"grpc-spec,http_to_grpc,500-600,", b"500-600,", "from is '500-600'; expected codes from 100 to 599"),
    Case("flag-2",                 "semantics.csv",      b"\n402,1,", b"\n402,2,", b"402,2,", "is_error is '2'; expected one of 0, 1"),
    # --- closed sets
    Case("state-unknown",          "iana.csv",           b"402,Payment Required,\"RFC9110, Section 15.5.3\",registered", b"402,Payment Required,\"RFC9110, Section 15.5.3\",reserved", b"402,Pay", "state is 'reserved'; expected one of registered, temporary, unused, obsoleted"),
    Case("expires-no-day",         "iana.csv",           b"2026-11-13,", b"13.11.2026,", b"13.11.2026", "expires is '13.11.2026'; expected a day as YYYY-MM-DD"),
    Case("retry-advice-unknown",   "semantics.csv",      b"401,1,0,1,0,AFTER_AUTH", b"401,1,0,1,0,LATER", b"401,1", "retry_advice is 'LATER'; expected one of NEVER,"),
    Case("redirect-kind-unknown",  "semantics.csv",      b"CHOICE", b"CHOISE", b"CHOISE", "redirect_kind is 'CHOISE'; expected one of NONE, CHOICE,"),
    Case("code-space-unknown",     "classification.csv", b"gcs-doc,retryable,http,408", b"gcs-doc,retryable,https,408", b",https,408", "code_space is 'https'; expected one of http, grpc"),
    Case("verdict-code-unknown",   "classification.csv", b"gcs-doc,retryable,http,408", b"gcs-doc,retryable,http,NOT_FOUND", b"gcs-doc,retryable,http,NOT", "code is 'NOT_FOUND'; expected a code"),
    Case("direction-unknown",      "mappings.csv",       b"grpc-spec,http_to_grpc,404,", b"grpc-spec,http2grpc,404,", b"http2grpc", "direction is 'http2grpc'; expected one of http_to_grpc, grpc_to_http"),
    Case("direction-without-path", "mappings.csv",       b"", b"tonic,grpc_to_http,*,200,\n", b"tonic,grpc_to_http", "conventions.csv names no grpc_to_http_path for tonic"),
    Case("convention-unknown",     "mappings.csv",       b"grpc-spec,http_to_grpc,404,", b"grpc-spek,http_to_grpc,404,", b"grpc-spek", "unknown convention 'grpc-spek'"),
    Case("convention-id-case",     "conventions.csv",    b"\ndapr,", b"\nDapr,", b"Dapr,the", "id is 'Dapr'; expected lower case letters"),
    Case("convention-id-space",    "conventions.csv",    b"\ndapr,", b"\nda pr,", b"da pr,the", "id is 'da pr'; expected lower case letters"),
    Case("convention-no-path",     "conventions.csv",    b"", b"nobody,x,x,x/y,,,v1,,\n", b"nobody,x", "nobody names no file in either direction"),
    Case("version-date-no-day",    "conventions.csv",    b"dapr/kit,grpccodes/grpccodes.go,grpccodes/grpccodes.go,6e5616aa,2026-05-01", b"dapr/kit,grpccodes/grpccodes.go,grpccodes/grpccodes.go,6e5616aa,May 2026", b"May 2026", "version_date is 'May 2026'; expected a day as YYYY-MM-DD"),
    Case("alias-id-case",          "aliases.csv",        b"\ngoogle-apis,", b"\nGoogle APIs,", b"Google APIs,", "id is 'Google APIs'; expected lower case letters"),
    Case("alias-target-unknown",   "aliases.csv",        b",gax-java,", b",gax-jawa,", b"gax-jawa", "unknown convention 'gax-jawa'"),
    Case("alias-other-target",     "aliases.csv",        b",google-rpc-code", b",google-rpc-kode", b"google-rpc-kode", "unknown convention 'google-rpc-kode'"),
    Case("alias-wrong-direction",  "aliases.csv",        b",google-rpc-code", b",tonic", b",tonic", "tonic does not map grpc_to_http"),
    # --- targets
    Case("target-name-unknown",    "mappings.csv",       b"grpc-spec,http_to_grpc,404,UNIMPLEMENTED", b"grpc-spec,http_to_grpc,404,CANCELED", b"CANCELED", "to is 'CANCELED'; expected a name of google.rpc.Code"),
    Case("target-number",          "mappings.csv",       b"grpc-spec,http_to_grpc,404,UNIMPLEMENTED", b"grpc-spec,http_to_grpc,404,12", b"404,12,", "to is '12'; expected a name of google.rpc.Code"),
    Case("target-star",            "mappings.csv",       b"grpc-spec,http_to_grpc,404,UNIMPLEMENTED", b"grpc-spec,http_to_grpc,404,*", b"404,*", "to is '*'; expected one code, or - for no answer"),
    Case("target-http-600",        "mappings.csv",       b"tensorflow-serving,grpc_to_http,DATA_LOSS,500", b"tensorflow-serving,grpc_to_http,DATA_LOSS,600", b"DATA_LOSS,600", "to is '600'; expected codes from 100 to 599"),
    Case("target-http-range",      "mappings.csv",       b"tensorflow-serving,grpc_to_http,DATA_LOSS,500", b"tensorflow-serving,grpc_to_http,DATA_LOSS,500-599", b"DATA_LOSS,500-599", "to is '500-599'; expected one code, or - for no answer"),
    Case("source-name-unknown",    "mappings.csv",       b"tensorflow-serving,grpc_to_http,DATA_LOSS,", b"tensorflow-serving,grpc_to_http,DATALOSS,", b"DATALOSS,", "from is 'DATALOSS'; expected a name of google.rpc.Code or *"),
    # --- ranges
    Case("ranges-overlap",         "mappings.csv",       b"", b"grpc-spec,http_to_grpc,400-450,UNKNOWN,\ngrpc-spec,http_to_grpc,440-499,INTERNAL,\n", b"grpc-spec,http_to_grpc,440-499", "range 440-499 overlaps 400-450 of line"),
    Case("ranges-overlap-by-one",  "mappings.csv",       b"", b"grpc-spec,http_to_grpc,440-499,UNKNOWN,\ngrpc-spec,http_to_grpc,400-440,INTERNAL,\n", b"grpc-spec,http_to_grpc,400-440", "range 400-440 overlaps 440-499 of line"),
    # --- shape of rows
    Case("empty-phrase",           "iana.csv",           b"402,Payment Required,", b"402,,", b"402,,", "column phrase is empty"),
    Case("empty-message",          "vendor_table.csv",   b"402,Payment Required,", b"402,,", b"402,,", "column message is empty"),
    Case("empty-code",             "vendor_table.csv",   b"402,Payment Required,", b",Payment Required,", b",Payment", "column code is empty"),
    Case("empty-target",           "mappings.csv",       b"grpc-spec,http_to_grpc,404,UNIMPLEMENTED", b"grpc-spec,http_to_grpc,404,", b"grpc-spec,http_to_grpc,404,", "column to is empty"),
    Case("column-missing",         "grpc_codes.csv",     b"3,INVALID_ARGUMENT,google/rpc/code.proto", b"3,INVALID_ARGUMENT", b"3,INVALID", "has 2 columns; expected 3"),
    Case("column-added",           "grpc_codes.csv",     b"3,INVALID_ARGUMENT,", b"3,INVALID_ARGUMENT,x,", b"3,INVALID", "has 4 columns; expected 3"),
    Case("comma-without-quotes",   "iana.csv",           b"402,Payment Required,\"RFC9110, Section 15.5.3\"", b"402,Payment Required,RFC9110, Section 15.5.3", b"402,Pay", "has 7 columns; expected 6"),
    Case("blank-line",             "grpc_codes.csv",     b"\n3,INVALID", b"\n\n3,INVALID", b"\n3,INVALID", "has 0 columns; expected 3"),
    Case("space-before",           "iana.csv",           b"402,Payment Required,", b"402, Payment Required,", b"402, Pay", "column phrase has white space around its value: ' Payment Required'"),
    Case("space-after",            "iana.csv",           b"402,Payment Required,", b"402,Payment Required ,", b"402,Payment", "column phrase has white space around its value: 'Payment Required '"),
    Case("tab-after",              "iana.csv",           b"402,Payment Required,", b"402,Payment Required\t,", b"402,Payment", "column phrase has white space around its value: 'Payment Required\\t'"),
    Case("line-feed-after",        "iana.csv",           b"402,Payment Required,", b"402,\"Payment Required\n\",", b"402,\"Payment", "column phrase has white space around its value: 'Payment Required\\n'"),
    Case("no-break-space-after",   "iana.csv",           b"402,Payment Required,", b"402,Payment Required\xc2\xa0,", b"402,Payment", "column phrase has white space around its value: 'Payment Required\\xa0'"),
    # --- shape of files
    Case("carriage-return",        "iana.csv",           b"402,Payment Required,", b"402,Payment\rRequired,", b"402,Pay", "has a carriage return; lines end in a line feed alone"),
    Case("not-utf-8",              "iana.csv",           b"402,Payment Required,", b"402,Payment Requir\xe9,", b"402,Pay", "is not UTF-8: byte 0xe9"),
    Case("cut-utf-8",              "iana.csv",           b"", b"599,Caf\xc3", b"599,Caf", "is not UTF-8: byte 0xc3"),
    Case("text-after-quote",       "iana.csv",           b"402,Payment Required,", b"402,\"Payment\" Required,", b"402,\"Pay", "is not CSV:"),
    Case("quote-never-closed",     "iana.csv",           b"", b"599,\"Payment Required,x,registered,,\n", b"599,\"", "is not CSV:"),
    Case("header-renamed",         "iana.csv",           b"code,phrase,", b"code,reason,", b"code,reason,", "has columns code,reason,reference,state,expires,note; expected code,phrase,"),
    Case("header-swapped",         "grpc_codes.csv",     b"code,name,", b"name,code,", b"name,code,", "has columns name,code,reference; expected code,name,reference"),
    # --- retries
    Case("policy-code-space",      "retry_policies.csv", b"statuses .retry,http,", b"statuses .retry,https,", b"retry,https", "code_space is 'https'; expected one of http, grpc"),
    Case("policy-code-600",        "retry_policies.csv", b"statuses .retry,http,502", b"statuses .retry,http,600", b"http,600", "codes is '600'; expected codes from 100 to 599"),
    Case("policy-verdict",         "retry_policies.csv", b"502 503 504,RETRY,any,0,not_said,jsh", b"502 503 504,MAYBE,any,0,not_said,jsh", b"MAYBE", "verdict is 'MAYBE'; expected one of RETRY,"),
    Case("policy-methods",         "retry_policies.csv", b"502 503 504,RETRY,any,0,not_said,jsh", b"502 503 504,RETRY,get,0,not_said,jsh", b",get,", "methods is 'get'; expected any, idempotent, not_said, or methods"),
    Case("policy-honours",         "retry_policies.csv", b"502 503 504,RETRY,any,0,not_said,jsh", b"502 503 504,RETRY,any,0,maybe,jsh", b",maybe,", "honours_retry_after is 'maybe'; expected one of yes,"),
    Case("policy-too-many-codes",  "retry_policies.csv", b"statuses .retry,http,502", b"statuses .retry,http,401 402 403 404 405 406 407 408 502", b"401 402", "codes has 11 entries; the table has room for 10"),
    Case("policy-of-nobody",       "retry_policies.csv", b"Storage,http,=gcs-doc", b"Storage,http,=gcs-page", b"=gcs-page", "codes is '=gcs-page'; by classification.csv it retries no http code"),
    Case("policy-of-other-space",  "retry_policies.csv", b"Storage,http,=gcs-doc", b"Storage,http,=aip-194", b"http,=aip-194", "codes is '=aip-194'; by classification.csv it retries no http code"),
    Case("duplicate-method",       "methods.csv",        b"", b"GET,1,1,again\n", b"GET,1,1,again", "GET is a duplicate of line 2"),
    Case("method-flag",            "methods.csv",        b"PUT,0,1", b"PUT,0,yes", b"PUT,0,yes", "idempotent is 'yes'; expected one of 0, 1"),
    Case("duplicate-application",  "applications.csv",   b"", b"http,408,UNKNOWN,again\n", b"UNKNOWN,again", "http 408 is a duplicate of line"),
    Case("application-unknown",    "applications.csv",   b"http,408,NOT_APPLIED", b"http,408,PERHAPS", b"PERHAPS", "applied is 'PERHAPS'; expected one of NOT_APPLIED,"),
    Case("backoff-no-number",      "backoffs.csv",       b"grpc,100,", b"grpc,fast,", b"grpc,fast", "base_ms is 'fast'; expected a number from 1 to 1000000"),
    Case("duplicate-clause",       "retry_clauses.csv",  b"", b"proxy,again,again\n", b"proxy,again", "proxy is a duplicate of line"),
    # --- sources.csv
    Case("rows-miscounted",        "sources.csv",        b"iana.csv,64,", b"iana.csv,65,", b"iana.csv,65", "says that iana.csv has 65 rows; it has 64 good ones"),
    Case("rows-no-number",         "sources.csv",        b"iana.csv,64,", b"iana.csv,many,", b"iana.csv,many", "rows is 'many'; expected a number"),
    Case("source-of-nothing",      "sources.csv",        b"", b"other.csv,1,x,2026-01-01,\n", b"other.csv", "file is 'other.csv'; expected one of"),
    Case("source-date",            "sources.csv",        b"iana.csv,64,IANA HTTP Status Code Registry,2025-09-15", b"iana.csv,64,IANA HTTP Status Code Registry,Sep 2025", b"iana.csv", "date is 'Sep 2025'; expected a day as YYYY-MM-DD"),
    # --- the line is right behind rows of several lines
    Case("line-behind-long-rows",  "vendor_table.csv",   b"505,HTTP Version not supported,", b"505,,", b"505,,", "column message is empty"),
    Case("line-of-a-long-row",     "vendor_table.csv",   b"\n503,ServiceUnavailable,", b"\n603,ServiceUnavailable,", b"603,", "code is '603'; expected a number from 100 to 599"),
]
# fmt: on


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_broken_data_is_refused(case, data, tmp_path):
    path = data / case.file
    if case.old:
        change(path, case.old, case.new)
    else:
        append(path, case.new)
    result = generate(data, tmp_path / "tables.h")
    problems = result.stderr.splitlines()

    expected = f"{path}:{line_of(path, case.at)}: "
    found = [line for line in problems if line.startswith(expected) and case.message in line]
    assert found, f"no problem starts with {expected!r} and says {case.message!r}:\n{result.stderr}"
    assert result.returncode == 1
    assert result.stdout == ""
    assert not (tmp_path / "tables.h").exists()
    referring = tuple(f"{data / name}:" for name in REFERRING.get(case.file, ()))
    others = [line for line in problems if line not in found and not ROW_COUNT.fullmatch(line)]
    assert not [line for line in others if not line.startswith(referring)], "a problem with another cause"


def test_same_range_twice(data, tmp_path):
    path = data / "mappings.csv"
    append(path, b"grpc-spec,http_to_grpc,440-499,UNKNOWN,\ngrpc-spec,http_to_grpc,440-499,INTERNAL,\n")
    result = generate(data, tmp_path / "tables.h")
    line = line_of(path, b"440-499,INTERNAL")
    assert f"{path}:{line}: grpc-spec http_to_grpc 440-499 is a duplicate of line {line - 1}" in result.stderr
    assert f"{path}:{line}: range 440-499 overlaps 440-499 of line {line - 1}" in result.stderr
    assert result.returncode == 1


def test_every_problem_is_reported_at_once(data, tmp_path):
    change(data / "iana.csv", b"402,Payment Required,", b"402,,")
    change(data / "grpc_codes.csv", b"16,UNAUTHENTICATED", b"17,UNAUTHENTICATED")
    result = generate(data, tmp_path / "tables.h")
    assert "column phrase is empty" in result.stderr
    assert "code is '17'" in result.stderr
    assert result.returncode == 1


def test_carriage_return_line_feed(data, tmp_path):
    path = data / "iana.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    result = generate(data, tmp_path / "tables.h")
    assert f"{path}:1: has a carriage return; lines end in a line feed alone" in result.stderr
    assert result.returncode == 1


def test_byte_order_mark(data, tmp_path):
    path = data / "iana.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    result = generate(data, tmp_path / "tables.h")
    assert f"{path}:1: starts with a byte order mark; save as UTF-8 without one" in result.stderr
    assert result.returncode == 1


FILES = sorted(path.name for path in DATA.glob("*.csv"))


@pytest.mark.parametrize("name", FILES)
def test_missing_file(name, data, tmp_path):
    (data / name).unlink()
    result = generate(data, tmp_path / "tables.h")
    assert f"{data / name}:1: cannot be read: No such file or directory" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.returncode == 1


@pytest.mark.parametrize("name", FILES)
def test_empty_file(name, data, tmp_path):
    (data / name).write_bytes(b"")
    result = generate(data, tmp_path / "tables.h")
    assert re.search(r"\.csv:\d+: ", result.stderr)
    assert name in result.stderr
    assert "Traceback" not in result.stderr
    assert result.returncode == 1


@pytest.mark.parametrize("name", [name for name in FILES if name != "sources.csv"])
def test_lost_row(name, data, tmp_path):
    """A file that ends too early is good CSV: only the number in sources.csv tells."""
    path = data / name
    rows = len(rows_of(path))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    result = generate(data, tmp_path / "tables.h")
    line = line_of(data / "sources.csv", f"\n{name},".encode()) + 1
    expected = f"{data / 'sources.csv'}:{line}: says that {name} has {rows} rows; it has {rows - 1} good ones"
    assert expected in result.stderr
    assert result.returncode == 1


@pytest.mark.parametrize("name", [name for name in FILES if name != "sources.csv"])
def test_file_without_source(name, data, tmp_path):
    path = data / "sources.csv"
    kept = [line for line in path.read_bytes().splitlines(keepends=True) if not line.startswith(name.encode() + b",")]
    path.write_bytes(b"".join(kept))
    result = generate(data, tmp_path / "tables.h")
    assert f"{path}:1: does not name {name}" in result.stderr
    assert result.returncode == 1


@pytest.mark.parametrize("arguments", [[], ["one"], ["one", "two", "three"]], ids=len)
def test_usage(arguments):
    result = subprocess.run(
        [sys.executable, str(GENERATOR), *arguments], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    assert result.returncode == 2
    assert result.stderr.startswith("usage: ")


# --- good data -------------------------------------------------------------------------------------------------------

ARRAY = re.compile(r"inline constexpr std::array<(\w+), (\d+)> (\w+) = \{\{\n(.*?)\n\}\};", re.DOTALL)
TABLES = {
    "kGrpcCodes": "grpc_codes.csv",
    "kVendorTable": "vendor_table.csv",
    "kRegistry": "iana.csv",
    "kSemantics": "semantics.csv",
    "kDeFacto": "nonstandard.csv",
    "kPhrases": "phrases.csv",
    "kVerdicts": "classification.csv",
    "kConventions": "conventions.csv",
    "kAliases": "aliases.csv",
    "kSchools": "schools.csv",
    "kVerifications": "verification.csv",
    "kDivergences": "divergences.csv",
    "kMappings": "mappings.csv",
    "kRetryPolicies": "retry_policies.csv",
    "kMethods": "methods.csv",
    "kApplications": "applications.csv",
    "kBackoffs": "backoffs.csv",
    "kClauses": "retry_clauses.csv",
}


def literals(row):
    """The bytes of the C++ string literals in one row of the header."""
    found = re.findall(r'"((?:[^"\\]|\\[0-7]{3})*)"', row)
    return [re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), text.encode("ascii")) for text in found]


def tables_of(header):
    """Name -> (number of rows that the type says, rows)."""
    return {name: (int(size), body.split("\n")) for _, size, name, body in ARRAY.findall(header)}


@pytest.fixture(scope="module")
def good_header(tmp_path_factory):
    header = tmp_path_factory.mktemp("good") / "tables.h"
    result = generate(DATA, header)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    return header.read_text(encoding="ascii")


@pytest.mark.parametrize("table", TABLES)
def test_good_data_has_all_rows(table, good_header):
    size, rows = tables_of(good_header)[table]
    assert size == len(rows) == len(rows_of(DATA / TABLES[table]))


def test_good_data_has_no_other_table(good_header):
    assert set(tables_of(good_header)) == set(TABLES)


@pytest.mark.parametrize(
    ("table", "columns"), [("kVendorTable", slice(1, 3)), ("kDeFacto", slice(1, 7)), ("kPhrases", slice(1, 3))]
)
def test_text_is_byte_for_byte(table, columns, good_header):
    generated = [(int(row.split("{")[1].split(",")[0]), literals(row)) for row in tables_of(good_header)[table][1]]
    written = [(int(row[0]), [cell.encode() for cell in row[columns]]) for row in rows_of(DATA / TABLES[table])]
    assert generated == sorted(written, key=lambda row: row[0])


def test_awkward_text_survives(data, tmp_path):
    """Quotes, backslashes, trigraphs, digits behind an escape, and text beyond ASCII."""
    awkward = 'a "b" \\n ??= \u00e97 \u2028 \U0001f600 %s /* */ \x01'
    change(data / "vendor_table.csv", b"402,Payment Required,", b'402,"' + awkward.replace('"', '""').encode() + b'",')
    header = tmp_path / "tables.h"
    assert generate(data, header).returncode == 0
    assert awkward.encode() in [
        text for row in tables_of(header.read_text())["kVendorTable"][1] for text in literals(row)
    ]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["mappings.csv", "conventions.csv", "iana.csv", "semantics.csv"])
def test_order_of_rows_does_not_matter(name, seed, data, good_header, tmp_path):
    first, *rest = (data / name).read_bytes().splitlines(keepends=True)
    random.Random(seed).shuffle(rest)
    (data / name).write_bytes(first + b"".join(rest))
    header = tmp_path / "tables.h"
    assert generate(data, header).returncode == 0
    assert header.read_text() == good_header


def test_nested_ranges_are_fine(data, tmp_path):
    append(
        data / "mappings.csv",
        b"grpc-spec,http_to_grpc,440-449,INTERNAL,\n"
        b"grpc-spec,http_to_grpc,400-499,UNKNOWN,\n"
        b"grpc-spec,http_to_grpc,440-459,UNKNOWN,\n",
    )
    add_rows(data, "mappings.csv", 3)
    header = tmp_path / "tables.h"
    result = generate(data, header)
    assert (result.returncode, result.stderr) == (0, "")
    ranges = [literals(row)[0] for row in tables_of(header.read_text())["kMappings"][1] if '"4' in row]
    wanted = [text for text in ranges if text in (b"400-499", b"440-459", b"440-449")]
    assert wanted[wanted.index(b"440-459") - 1 :][:3] == [b"400-499", b"440-459", b"440-449"], "the widest comes first"


def test_same_range_in_other_conventions_is_fine(data, tmp_path):
    append(data / "mappings.csv", b"grpc-spec,http_to_grpc,440-460,UNKNOWN,\ntonic,http_to_grpc,450-470,INTERNAL,\n")
    add_rows(data, "mappings.csv", 2)
    assert generate(data, tmp_path / "tables.h").returncode == 0


def test_no_answer_is_a_fine_target(data, tmp_path):
    append(data / "mappings.csv", b"grpc-spec,http_to_grpc,499,-,no answer here\n")
    add_rows(data, "mappings.csv", 1)
    header = tmp_path / "tables.h"
    assert generate(data, header).returncode == 0
    (row,) = [row for row in tables_of(header.read_text())["kMappings"][1] if "no answer here" in row]
    assert "499, 499, -1," in row
