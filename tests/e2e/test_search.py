"""SearchStatuses against a reader of service/data of its own, which knows words by regular expressions alone."""

import re
from itertools import pairwise

import pytest
from statusmap.v1 import status_map_pb2 as pb

from . import oracle
from .conftest import PAIRS

ALL = 100
EXACT, NORMALISED, TOKENS, SIMILAR = range(1, 5)


def collected():
    """{(code, phrase): those who use it}, and the same for rows that have no name."""
    names, nameless = {}, {}
    for code, row in oracle.IANA.items():
        names.setdefault((code, row["phrase"]), []).append(oracle.SOURCES["iana.csv"])
    for code, row in oracle.VENDOR.items():
        names.setdefault((code, row["message"]), []).append(oracle.SOURCES["vendor_table.csv"])
    for row in oracle.read("phrases.csv"):
        names.setdefault((int(row["code"]), row["phrase"]), []).append(row["used_by"])
    for row in oracle.DE_FACTO:
        into = nameless if re.fullmatch(r"\(.*\)", row["name"]) else names
        for name in row["name"].split(" / "):
            into.setdefault((int(row["code"]), name), []).append(row["vendor"])
    return names, nameless


NAMES, NAMELESS = collected()
EVERYTHING = NAMES | NAMELESS


def bare(phrase):
    """Without parentheses around it or a remark behind it."""
    return re.sub(r"^\((.*)\)$|(?<=.) \([^()]*\)$", r"\1", phrase)


def words(phrase):
    """ "RequestURITooLong" and "Request-URI Too Long" are the same four words."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", bare(phrase).replace("'", ""))


def search(stub, query, max_results=ALL):
    """The answer, after checks of what holds for all of them."""
    response = stub.SearchStatuses(pb.SearchStatusesRequest(query=query, max_results=max_results))
    ranks = [(match.kind, match.distance, match.http_status) for match in response.matches]
    assert ranks == sorted(ranks)
    assert len({(match.http_status, match.phrase) for match in response.matches}) == len(ranks)
    assert response.total_size >= len(ranks)
    for match in response.matches:
        users = EVERYTHING[match.http_status, match.phrase]
        assert match.used_by == "; ".join(users)
        registered = oracle.IANA.get(match.http_status)
        assert match.registered_phrase == (registered["phrase"] if registered else "")
        assert (match.distance > 0) if match.kind == SIMILAR else (match.distance == 0 or match.kind == TOKENS)
    if response.total_size == len(ranks):
        assert response.ambiguous == (len({code for *rank, code in ranks if tuple(rank) == ranks[0][:2]}) > 1)
    return response


def found(response, *kinds):
    return {(match.http_status, match.phrase) for match in response.matches if match.kind in kinds}


def test_the_oracle_itself():
    assert words("HTTPVersionNotSupported") == ["HTTP", "Version", "Not", "Supported"]
    assert words("I'm a teapot") == ["Im", "a", "teapot"]
    assert bare("(Unused)") == "Unused"
    assert bare("Not Extended (OBSOLETED)") == "Not Extended"
    assert NAMES[408, "Request Time-out"][1].startswith("RFC 2068; RFC 2616; ")


def test_size_of_the_data():
    """If this fails, facts were added: look at the numbers, then change them here."""
    assert (len(oracle.read("phrases.csv")), len(NAMES), len(NAMELESS)) == (88, 137, 8)


def test_every_phrase_is_found_exactly(stub, record_property):
    for _, phrase in NAMES:
        same = {name for name in NAMES if bare(name[1]).lower() == bare(phrase).lower()}
        for query in (phrase, phrase.upper(), f"  {phrase.lower()} "):
            assert found(search(stub, query), EXACT) == same, query
    record_property(PAIRS, 3 * len(NAMES))


def test_every_code_is_found_by_its_number(stub, record_property):
    codes = range(1000)
    for code in codes:
        expected = {name for name in EVERYTHING if name[0] == code}
        for query in (f"{code:03}", f"HTTP {code:03}"):
            response = search(stub, query)
            assert found(response, EXACT) == expected
            assert response.total_size == len(expected)
    record_property(PAIRS, 2 * len(codes))


@pytest.mark.parametrize(
    "spell",
    [
        lambda code, parts: "_".join(parts).upper(),
        lambda code, parts: "".join(part.capitalize() for part in parts),
        lambda code, parts: "Status" + "".join(part.capitalize() for part in parts),
        lambda code, parts: f"HTTP_{code:03}_" + "_".join(parts).upper(),
        lambda code, parts: "HttpStatus." + "_".join(parts).upper(),
        lambda code, parts: "-".join(parts).lower(),
        lambda code, parts: f"HTTP/1.1 {code:03} " + " ".join(parts),
    ],
    ids=["SNAKE", "Camel", "StatusCamel", "HTTP_CODE_SNAKE", "HttpStatus.SNAKE", "kebab", "status-line"],
)
def test_every_constant_is_found(spell, stub, record_property):
    for code, phrase in NAMES:
        query = spell(code, words(phrase))
        best = search(stub, query)
        assert (code, phrase) in found(best, EXACT, NORMALISED), query
        assert best.matches[0].kind <= NORMALISED
    record_property(PAIRS, len(NAMES))


def test_every_word_finds_the_phrases_that_have_it(stub, record_property):
    having = {}  # word -> {phrase that has it: how many other words that has}
    for name in NAMES:
        # A phrase is compared without "HTTP" before it.
        parts = [word.lower() for word in words(re.sub("^HTTP", "", name[1]))]
        for word in set(parts):
            having.setdefault(word, {})[name] = len(parts) - parts.count(word)
    for word, expected in having.items():
        matches = [match for match in search(stub, word).matches if match.kind != SIMILAR]
        assert {(match.http_status, match.phrase): match.distance for match in matches} == expected, word
    record_property(PAIRS, len(having))


def test_one_mistyped_character_is_forgiven(stub, record_property):
    compared = 0
    for code, phrase in NAMES:
        letters = "".join(words(phrase))
        if len(letters) < 8 or letters.startswith("HTTP"):
            continue
        middle = len(letters) // 2
        for query in (letters[:middle] + letters[middle + 1 :], letters[:middle] + "q" + letters[middle:]):
            matches = [match for match in search(stub, query.lower()).matches if match.phrase == phrase]
            assert [match.kind for match in matches if match.http_status == code] == [SIMILAR], query
            assert matches[0].distance == 1, query
            compared += 1
    record_property(PAIRS, compared)


@pytest.mark.parametrize(
    "query", ["zzzz", "---", "\u2615", "(no name)", "x" * 200, "\U0001f600 " * 40, "q" * 9 + " gone"]
)
def test_nothing_like_it_is_no_error(query, stub):
    response = search(stub, query)
    assert not response.matches
    assert (response.total_size, response.ambiguous) == (0, False)


def test_long_queries_of_known_words_are_answered(stub):
    response = search(stub, "too many requests " * 11)
    assert (429, "Too Many Requests") in found(response, TOKENS)


@pytest.mark.parametrize(
    ("max_results", "shown"), [(0, 10), (1, 1), (11, 11), (100, None), (101, None), (2**31 - 1, None)]
)
def test_max_results(max_results, shown, stub):
    everything = search(stub, "request")
    assert everything.total_size == len(everything.matches) > 11
    some = search(stub, "request", max_results)
    assert list(some.matches) == list(everything.matches)[:shown]
    assert (some.total_size, some.ambiguous) == (everything.total_size, everything.ambiguous)


def test_the_same_question_has_the_same_answer(stub):
    answers = [stub.SearchStatuses(pb.SearchStatusesRequest(query="timeout")) for _ in range(20)]
    assert all(a == b for a, b in pairwise(answers))
