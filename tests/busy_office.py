"""A busy office in a process of its own, for tests that kill it: takes steps without end and says so after each commit.

Arguments: address of the database, folder of the files, name of the writer, number of steps (0: until killed).
"""

from __future__ import annotations

import sys
import threading

from foia.case import Office
from foia.model import Actor, ActorRole


def main(url: str, files: str, writer: str, steps: str) -> None:
    office = Office.open(url, files)
    by = Actor("Rosalind Achterberg", "FOIA Officer", ActorRole.OFFICER)
    case_id = office.find_case("K-1")
    said = threading.Lock()
    print("ready", flush=True)

    def work(thread: str) -> None:
        number = 0
        while steps == "0" or number < int(steps):
            number += 1
            name = f"{writer}.{thread}.{number}"
            content = office.files.put(name.encode() * 500)
            office.comment(case_id, name, by=by, target=content)
            with said:
                print(name, flush=True)

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
