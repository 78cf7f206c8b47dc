"""The way through: one method a step, from a request to a proven response. Both faces call only this and the law.

    desk      store, files, permissions, one transaction a step      front     people, settings, requests, inbox
    papers    records: read, kept, shown                             prepare   detection, persons, proposals
    steps     the rows of decisions, undo and redo                   review    items, deciding
    law       provisions, questions, answers, findings               register  body-camera recordings
    counsel   comments, sign-off                                     release   removal, proof, letter, package
    work      what runs in worker processes                          respond   a whole case from a file
    backup    everything in one verified file                        sorting   piles, order, items answered

Each step checks who may take it, changes the database and appends its event in one transaction.
"""

from foia.case.office import Office
from foia.case.views import (
    FLAGS,
    AnswerView,
    Candidate,
    CaseSummary,
    CaseView,
    Comment,
    Hit,
    Item,
    Output,
    Overview,
    Point,
    QuestionView,
    Recording,
    RecordView,
    Release,
    SignOff,
    SortedRecord,
    Sorting,
    Step,
)

__all__ = [
    "FLAGS",
    "AnswerView",
    "Candidate",
    "CaseSummary",
    "CaseView",
    "Comment",
    "Hit",
    "Item",
    "Office",
    "Output",
    "Overview",
    "Point",
    "QuestionView",
    "RecordView",
    "Recording",
    "Release",
    "SignOff",
    "SortedRecord",
    "Sorting",
    "Step",
]
