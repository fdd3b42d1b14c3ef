"""The benchmarks' own logic, and one short run against the textbook server. No test looks at a time."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench import access_log, budgets, catalogue_copies, h2load, process, questions, stats
from bench.__main__ import CASES, main, parse
from bench.cases import catalogue, unary
from bench.report import Table
from bench.settings import ROOT, Settings

BUILD = Path(os.environ.get("STATUSMAP_BUILD", ROOT / ".build/test"))
SUMMARY = """
finished in 214.05ms, 14015.30 req/s, 2.34MB/s
requests: 3000 total, 3000 started, 3000 done, 3000 succeeded, 0 failed, 0 errored, 0 timeout
status codes: 3000 2xx, 0 3xx, 0 4xx, 0 5xx
traffic: 512.49KB (524790) total, 9.86KB (10098) headers (space savings 97.14%), 466.80KB (478002) data
                     min         max         mean         sd        +/- sd
"""


def test_a_summary_of_h2load():
    summary = h2load.parse(SUMMARY.replace("478002", "477000"), 3000, 159)
    assert summary.calls == 3000
    assert summary.seconds == pytest.approx(0.21405)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("3000 succeeded", "2999 succeeded", "not all"),
        ("3000 done", "2000 done", "not all"),
        ("3000 2xx", "2990 2xx", "not all"),
        ("(477000) data", "(476841) data", "bytes"),
        ("traffic:", "trafic:", "no summary"),
    ],
)
def test_a_round_with_wrong_answers_fails(old, new, reason):
    right = SUMMARY.replace("478002", "477000")
    assert old in right
    with pytest.raises(h2load.LoadError, match=reason):
        h2load.parse(right.replace(old, new), 3000, 159)


@pytest.mark.parametrize(("words", "seconds"), [("900us", 0.0009), ("1.50s", 1.5), ("2.00m", 120)])
def test_units_of_time(words, seconds):
    output = SUMMARY.replace("478002", "477000").replace("214.05ms", words)
    assert h2load.parse(output, 3000, 159).seconds == pytest.approx(seconds)


def test_spread_and_ratios():
    assert stats.spread([3.0, 1.0, 2.0]) == stats.Spread(2.0, 1.0, 3.0, 3)
    # What disturbs a round disturbs both: the ratio of each round shows nothing of it.
    assert stats.ratios([10.0, 40.0, 12.0], [20.0, 80.0, 24.0]) == stats.Spread(0.5, 0.5, 0.5, 3)
    with pytest.raises(ValueError, match="longer"):
        stats.ratios([1.0], [1.0, 2.0])
    assert stats.spread([1.0]).text() == "1.00"
    assert stats.spread([1.0, 2.0, 4.0]).text(1) == "2.0 (1.0..4.0)"


def test_percentiles():
    values = [float(value) for value in range(1, 201)]
    assert [stats.percentile(values, percent) for percent in (50, 90, 99, 100)] == [100, 180, 198, 200]
    assert stats.percentile([7.0], 99) == 7


def test_budgets():
    measured = [
        budgets.Measured("unary/textbook", "a", stats.spread([0.7])),
        budgets.Measured("unary/textbook", "b", stats.spread([0.76])),
        budgets.Measured("batch", "c", stats.spread([99.0])),
        budgets.Measured("unary/tonic/many", "d", stats.spread([2.0])),
    ]
    words = {(one.budget.key, one.measured and one.measured.situation): one.word for one in budgets.judge(measured)}
    assert words["unary/textbook", "a"] == "met"
    assert words["unary/textbook", "b"] == "MISSED"
    assert words["batch", "c"] == "MISSED"
    assert words["unary/tonic/many", "d"] == "no limit"
    assert words["start", None] == "not measured"
    assert len(words) == len(budgets.BUDGETS) + 1
    with pytest.raises(KeyError, match="no such budget"):
        budgets.judge([budgets.Measured("speed", "", stats.spread([1.0]))])


@pytest.mark.parametrize("baseline", ["textbook", "go", "tonic"])
@pytest.mark.parametrize("streams", [1, 20])
def test_each_comparison_has_a_budget(baseline, streams):
    assert unary.budget(baseline, streams) in {budget.key for budget in budgets.BUDGETS}


def test_a_table():
    table = Table("Title", ["what", "us"], [["a call", "12.5"]])
    assert table.text() == "Title\n  what      us\n  ------  ----\n  a call  12.5"


def test_cpu_time_of_another_process():
    """It counts work, of threads that ended too, and is the sum that /proc shows."""
    work = "import threading, time\ndef f():\n while time.process_time() < 0.3: pass\nt = threading.Thread(target=f)\nt.start(); t.join()\nprint('done', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        fields = Path(f"/proc/{other.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        used = process.cpu_seconds(other.pid)
        time.sleep(0.05)
        assert used >= 0.3
        assert used == pytest.approx(ticks, abs=0.05)
        assert process.cpu_seconds(other.pid) == pytest.approx(used, abs=0.02)
        other.communicate(b"\n")


def test_memory_of_a_process():
    assert process.parse_memory("VmHWM:\t  2000 kB\nVmRSS:\t  1000 kB\n", "VmRSS") == pytest.approx(1.024)
    now = process.memory_mb(os.getpid())
    # Read afterwards; the kernel counts pages for each thread, and adds them up now and then.
    assert process.memory_mb(os.getpid(), "VmHWM") >= now * 0.99 > 1


def test_results_of_google_benchmark():
    report = json.loads("""{"benchmarks": [
      {"name": "Lookup", "run_name": "Lookup", "run_type": "iteration", "iterations": 10, "cpu_time": 4.0, "allocations": 25},
      {"name": "Lookup", "run_name": "Lookup", "run_type": "iteration", "iterations": 10, "cpu_time": 6.0, "allocations": 25},
      {"name": "Lookup_mean", "run_name": "Lookup", "run_type": "aggregate", "cpu_time": 5.0}]}""")
    assert catalogue.collect(report) == {"Lookup": {"ns": [4.0, 6.0], "allocations": 2.5}}
    report["benchmarks"][0] |= {"error_occurred": True, "error_message": "it allocates"}
    with pytest.raises(h2load.LoadError, match="it allocates"):
        catalogue.collect(report)


def test_a_larger_catalogue(tmp_path):
    """The build takes the copies: every rule of the data holds for them too."""
    source, target = ROOT / "service/data", tmp_path / "data"
    with (source / "conventions.csv").open(newline="", encoding="utf-8") as file:
        real = [row["id"] for row in csv.DictReader(file)]
    assert catalogue_copies.write(source, target, 3) == 3 * len(real)
    generate = [sys.executable, "-B", ROOT / "service/catalog/generate_tables.py", target, tmp_path / "tables.h"]
    subprocess.run(generate, check=True, timeout=60)
    assert f'"{real[0]}-copy2"' in (tmp_path / "tables.h").read_text(encoding="utf-8")


def test_answers_are_written_for_the_baselines(tmp_path):
    questions.write({questions.Question("M", b"ab"): b"c"}, tmp_path / "answers")
    assert (tmp_path / "answers").read_bytes() == b"\0\0\0\1M\0\0\0\2ab\0\0\0\1c"


def test_arguments(capsys):
    assert parse(["unary", "--rounds", "7", "--servers="]).servers == ()
    for wrong in (["fast"], ["--rounds", "0"], ["--servers", "nginx"]):
        with pytest.raises(SystemExit):
            parse(wrong)
    assert "no such case: fast" in capsys.readouterr().err
    help_of_run = subprocess.run(
        [ROOT / "tests/bench/run", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert all(case in help_of_run for case in CASES)
    assert set(re.findall(r"--\w+", help_of_run)) == {"--quick", "--rounds", "--servers"}


def test_every_case_is_listed():
    files = {path.stem for path in (ROOT / "tests/bench/cases").glob("*.py")}
    assert files - {"__init__"} == set(CASES)


def test_the_log(tmp_path):
    """The generated access log is nginx's, as long as asked for, and holds as many of each status as it says."""
    log, counts = access_log.generate(Settings(BUILD, tmp_path), 200_000)
    line = re.compile(
        r'\S+ - - \[\d\d/Nov/2026:\d\d:\d\d:\d\d \+0000\] "[A-Z]+ \S+ HTTP/[\d.]+" (\d{3}) \d+ "-" "[^"]+"'
    )
    found = [line.fullmatch(text) for text in log.read_text(encoding="ascii").splitlines()]
    assert None not in found
    assert 200_000 <= log.stat().st_size < 200_500
    statuses = [int(match[1]) for match in found]
    assert {code: statuses.count(code) for code in set(statuses)} == {code: n for code, n in counts.items() if n > 0}
    before = log.read_bytes()
    log.unlink()
    assert access_log.generate(Settings(BUILD, tmp_path), 200_000)[0].read_bytes() == before


def test_a_quick_run(tmp_path, capsys):
    """Our server and the textbook's under load and after silence: all answers are checked on the way."""
    assert shutil.which("h2load"), "deploy/setup --tests installs it"
    arguments = ["--quick", "--servers=textbook", f"--build={BUILD}", f"--work={tmp_path}", "unary", "silence"]
    assert main(arguments) == 0, capsys.readouterr().out
    results = json.loads((tmp_path / "results.json").read_text())
    assert set(results["cases"]) == {"unary", "silence"}
    assert set(results["cases"]["unary"]["samples"]["MapHttpStatus 50x20"]) == {"ours", "textbook"}
    assert all(cpu > 0 for cpu in results["cases"]["unary"]["samples"]["LookupStatus 1x1"]["ours"]["cpu_us"])
    assert len(results["budgets"]) > len(budgets.BUDGETS)
    assert {"cores", "cpu", "kernel", "commit", "date", "versions"} <= set(results["machine"])
