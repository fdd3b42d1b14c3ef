"""junit.py LOG XML: makes JUnit XML of what cargo test and the checks of `run` printed.

libtest says it in lines of its own: its formats for machines are not stable.
"""

import pathlib
import re
import sys
from xml.etree import ElementTree

SUITE = re.compile(r"^ +(?:Running (?:unittests )?(?P<file>\S+)|(?P<doc>Doc-tests \S+))")
TEST = re.compile(r"^test (?P<name>.+?) +\.\.\. (?P<result>ok|FAILED|ignored)(?:,.*)?$")
COUNTS = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored")
OUTPUT = re.compile(r"^---- (?P<name>.+?)(?: stdout)? ----$")
# XML has no form for these.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Report:
    def __init__(self):
        self.root = ElementTree.Element("testsuite", name="rust")
        self.suite = "checks"
        self.tests = []  # of the suite
        self.writing = None  # the failure whose output follows

    def read(self, line):
        if found := SUITE.match(line):
            self.begin(found["file"] or found["doc"])
        elif found := TEST.match(line):
            self.add(found["name"], found["result"])
        elif found := COUNTS.match(line):
            self.end([int(count) for count in found.groups()])
        elif found := OUTPUT.match(line):
            named = (test for test in self.tests if test.get("name") == found["name"])
            self.writing = next((failure for test in named for failure in test.iter("failure")), None)
        elif line == "failures:":
            self.writing = None
        elif self.writing is not None:
            self.writing.text = (self.writing.text or "") + line + "\n"

    def begin(self, suite):
        self.suite, self.tests, self.writing = suite, [], None

    def add(self, name, result):
        test = ElementTree.SubElement(self.root, "testcase", classname=self.suite, name=name)
        if result == "FAILED":
            ElementTree.SubElement(test, "failure")
        elif result == "ignored":
            ElementTree.SubElement(test, "skipped", message="ignored")
        self.tests.append(test)
        return test

    def end(self, counts):
        """A test that was not read is worse than one that failed."""
        kinds = [test[0].tag if len(test) else "passed" for test in self.tests]
        read = [kinds.count(kind) for kind in ("passed", "failure", "skipped")]
        if read != counts:
            self.add("all were read", "FAILED")[0].text = f"read {read}, but there were {counts}"
        self.writing = None


def main(log, xml):
    report = Report()
    for line in UNPRINTABLE.sub("?", pathlib.Path(log).read_text(errors="replace")).split("\n"):
        report.read(line)
    ElementTree.ElementTree(report.root).write(xml, encoding="utf-8", xml_declaration=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
