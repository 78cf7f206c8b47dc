"""The attacker from outside the project: pdf-redaction-check. Imports: attackers, pdf_redaction_check."""

from __future__ import annotations

from importlib.metadata import version

from foia.redaction.prove.attackers import Attacker
from foia.redaction.prove.evidence import File
from foia.redaction.prove.expected import Whole


class OutsideAttack(Attacker):
    """Whatever pdf-redaction-check reports as more than information fails the file. It reads page by page at the cost of a
    text engine written in Python, so it runs without secrets: the other attackers search for those."""

    name, tool = "outside", "pdf-redaction-check " + version("pdf-redaction-check")
    reads_file = True

    def finish(self, file: File, whole: Whole) -> None:
        import pdf_redaction_check as outside

        report, _ = outside.analyze(file.path, [])
        counts: dict[str, int] = {}
        for finding in report.findings:
            if finding.severity.name != "INFO":
                counts[finding.check] = counts.get(finding.check, 0) + 1
        self.found += [f"{check}: {count} findings" for check, count in sorted(counts.items())]
