"""What ListConventions says of the runs is what the runs say of themselves."""

import csv
from pathlib import Path

from statusmap.v1 import status_map_pb2 as pb

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "service" / "data"
DIRECTIONS = {"http_to_grpc": pb.DIRECTION_HTTP_TO_GRPC, "grpc_to_http": pb.DIRECTION_GRPC_TO_HTTP}


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def observed():
    return sorted(
        (tuple(row.values()) for path in (HERE / "observed").glob("index-*.csv") for row in rows(path)),
    )


def test_the_service_has_every_run_and_no_other():
    assert [tuple(row.values()) for row in rows(DATA / "verification.csv")] == observed()


def test_every_direction_says_how_it_is_known(stub):
    runs = {(run[0], DIRECTIONS[run[1]]): run[2:] for run in observed()}
    conventions = {row["id"]: row for row in rows(DATA / "conventions.csv")}
    (alias,) = rows(DATA / "aliases.csv")
    seen = set()
    for convention in stub.ListConventions(pb.ListConventionsRequest(page_size=200)).conventions:
        assert [one.direction for one in convention.verifications] == list(convention.directions)
        for one in convention.verifications:
            name = next(name for name, number in DIRECTIONS.items() if number == one.direction)
            speaker = alias[name] if convention.id == alias["id"] else convention.id
            if (speaker, one.direction) in runs:
                assert one.evidence == pb.EVIDENCE_OBSERVED
                assert (one.subject, one.version, one.date, one.how) == runs[speaker, one.direction]
                seen.add((speaker, one.direction))
            else:
                row = conventions[speaker]
                assert one.evidence == pb.EVIDENCE_READ
                assert one.subject == f"{row['repository']} {row[f'{name}_path']}"
                assert (one.version, one.date, one.how) == (row["version"], row["version_date"], "")
    assert seen == set(runs)
