"""Sends a request again for as long as the service advises it: python read_responses.py SERVICE URL

SERVICE is the address of statusmap, for instance 127.0.0.1:50051.
"""

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

import statusmap
from statusmap.http import ResponseReader

MOST_ATTEMPTS = 4


@dataclass(frozen=True)
class Answer:
    """What a reader needs of a response. Those of requests and httpx have it already."""

    status_code: int
    headers: Mapping[str, str]
    request: urllib.request.Request


def get(url: str) -> Answer:
    request = urllib.request.Request(url, method="GET")
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return Answer(response.status, dict(response.headers), request)
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), request)


def main(service: str, url: str) -> int:
    with statusmap.Client(service) as client:
        reader = ResponseReader(client)
        for attempt in range(1, MOST_ATTEMPTS + 1):
            reading = reader.read(get(url), attempt=attempt)
            code = reading.code.name if reading.code else "no answer"
            why = reading.advice.reason if reading.advice else "statusmap is away"
            print(f"{reading.http_status} is {code}: {why}")
            if not reading.may_retry:
                break
            time.sleep(reading.delay)
    return 0 if reading.http_status < 400 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
