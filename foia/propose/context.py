"""What is true of one span: the flags that the rules ask for, computed when asked and remembered.

Imports: model, agency, redaction.people.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence

from foia.agency import Agency
from foia.model import Detection, Person, Role, Stance
from foia.redaction.people import Layout
from foia.redaction.people import names as people_names

from .rulebook import Flag, RuleBook

_INSIDE = tuple(
    ipaddress.ip_network(net)
    for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
)
_PROTECTED = frozenset({Role.VICTIM, Role.WITNESS, Role.COMPLAINANT, Role.INFORMANT, Role.MINOR})
_PUBLIC = frozenset({Role.OFFICER, Role.PUBLIC_EMPLOYEE, Role.ATTORNEY, Role.ARRESTEE})
_SHIELDED = frozenset({*_PROTECTED, Role.SUSPECT, Role.PRIVATE_OTHER})
_DOUBT = 0.4  # from this chance of the other sort of role on, a person is asked about
_DOUBT_WEIGHED = 0.2  # the same where no rule speaks for the role, only the chances themselves
# a title, or a word of a mail's head, taken for a name
_POST = re.compile(
    r"(?:(?:the|an?) )?(?:(?:foia|records?|police|reporting|arresting|village|city|town|county|deputy|chief|duty|watch) )*"
    r"(?:officers?|sergeants?|lieutenants?|detectives?|commanders?|clerks?|managers?|chief|attorneys?|dispatch(?:er)?|supervisors?|"
    r"custodians?|trustees?|mayor|sent|subject|received|forwarded|attn)\.?",
    re.IGNORECASE,
)
_STREET_KEY = re.compile(
    r"(\d{1,6})(?:-\d+)?[ \t\n]+(?:(?:[NSEW]|North|South|East|West)\.?\s+)?([A-Za-z0-9]{2,})", re.IGNORECASE
)


class Context:
    """One record's text, spans and persons, and the flags of each span."""

    def __init__(
        self,
        text: str,
        detections: Sequence[Detection],
        persons: Sequence[Person],
        book: RuleBook,
        *,
        agency: Agency | None = None,
        requester: str | None = None,
    ) -> None:
        self.text = text
        self.book = book
        self.agency = agency
        self.persons: Mapping[str, Person] = {person.id: person for person in persons}
        self.requester = people_names.parse(requester) if requester else None
        self.layout = Layout(text, tuple(sorted(span for person in persons for span in person.mentions)))
        self._memo: dict[tuple[str, str, int], bool] = {}
        self._windows: dict[tuple[str, int], str] = {}
        self._names = [detection for detection in detections if detection.type == "PERSON"]
        self._dealt: dict[str, Mapping[Stance, float]] = {}
        self._by_value: dict[str, list[Detection]] = {}
        for detection in detections:
            if detection.type != "PERSON":
                self._by_value.setdefault(value_key(detection), []).append(detection)

    def role(self, detection: Detection) -> Role | None:
        """The role that counts for a span: the mention's own for a name, else the owner's. None where nobody is known."""
        person = self.persons.get(detection.person or "")
        if person is None:
            return Role.UNKNOWN if detection.type == "PERSON" else None
        return person.mention_roles.get((detection.start, detection.end), person.role)

    def _likely(self, detection: Detection, roles: frozenset[Role]) -> bool:
        person = self.persons.get(detection.person or "")
        if person is None:
            return False
        chance = sum(chance for role, chance in person.chances.items() if role in roles)
        return chance >= (_DOUBT_WEIGHED if person.weighed else _DOUBT)

    def _maybe_private(self, detection: Detection) -> bool:
        """The role given is a public one, but the record's words speak for a private one too."""
        return self._likely(detection, _SHIELDED)

    def _maybe_public(self, detection: Detection) -> bool:
        """The role given is a private one, but the record's words speak for an officer, employee, lawyer or arrestee too."""
        return self._likely(detection, _PUBLIC)

    def stances(self, detection: Detection) -> Mapping[Stance, float]:
        """What becomes of such a mention by the reader; half of it is what becomes of the person's mentions on the whole."""
        if detection.type != "PERSON" or detection.person is None or not detection.stances:
            return detection.stances
        if detection.person not in self._dealt:
            read = [other.stances for other in self._names if other.person == detection.person and other.stances]
            self._dealt[detection.person] = {key: sum(one[key] for one in read) / len(read) for key in detection.stances}
        whole = self._dealt[detection.person]
        return {key: (chance + whole[key]) / 2 for key, chance in detection.stances.items()}

    def other_roles(self, detection: Detection) -> tuple[Role, ...]:
        person = self.persons.get(detection.person or "")
        return person.other_roles if person else ()

    def holds(self, key: str, detection: Detection) -> bool:
        """Whether a flag holds for a span."""
        flag = self.book.flags.get(key)
        if flag is None:
            return bool(getattr(self, f"_{key}")(detection))
        if any(window == "record" for window, _ in flag.patterns) and self._matches(flag, "record", -1, -1):
            return True
        if flag.scope == "person" and detection.person in self.persons:
            spans: Sequence[tuple[int, int]] = self.persons[detection.person or ""].mentions
        elif flag.scope == "value" and detection.type != "PERSON":
            spans = [(d.start, d.end) for d in self._by_value[value_key(detection)]]
        else:
            spans = [(detection.start, detection.end)]
        if (detection.start, detection.end) not in spans:
            spans = [*spans, (detection.start, detection.end)]
        return any(self._flagged(flag, start, end) for start, end in spans[:60])

    def _flagged(self, flag: Flag, start: int, end: int) -> bool:
        memo = (flag.key, "", start)
        if memo not in self._memo:
            self._memo[memo] = any(
                window != "record" and self._matches(flag, window, start, end) for window, _ in flag.patterns
            )
        return self._memo[memo]

    def _matches(self, flag: Flag, window: str, start: int, end: int) -> bool:
        memo = (flag.key, window, start)
        if memo not in self._memo:
            seen = self._window(window, start, end)
            self._memo[memo] = any(pattern.search(seen) is not None for name, pattern in flag.patterns if name == window)
        return self._memo[memo]

    def _window(self, window: str, start: int, end: int) -> str:
        memo = (window, start)
        if memo not in self._windows:
            self._windows[memo] = self._cut(window, start, end).lower()
        return self._windows[memo]

    def _cut(self, window: str, start: int, end: int) -> str:
        layout = self.layout
        match window:
            case "before":
                return layout.before(start, 120)
            case "after":
                return layout.after(end, 120)
            case "beside":
                return f"{layout.before(start, 70)}{self.text[start:end]}{layout.after(end, 70)}"
            case "sentence":
                return f"{layout.before(start, 260)}{self.text[start:end]}{layout.after(end, 260)}"
            case "label":
                return f"{layout.label(start)} / {layout.column(start)}"
            case "heading":
                return layout.heading(start)
            case "line":
                line_start, line_end = layout.line_span(layout.line_number(start))
                return self.text[max(line_start, start - 200) : min(line_end, end + 200)]
            case "block":
                block_start, block_end = layout.block(start)
                return self.text[max(block_start, start - 500) : min(block_end, end + 500)]
            case "value":
                return self.text[start:end]
            case _:
                return self.text[:200_000]

    # ------------------------------------------------------------------------------------------------- computed flags

    def _requester(self, detection: Detection) -> bool:
        person = self.persons.get(detection.person or "")
        return bool(
            self.requester
            and person
            and self.requester.full
            and people_names.parse(person.name).full
            and people_names.matches(self.requester, people_names.parse(person.name))
        )

    def _a_post(self, detection: Detection) -> bool:
        return _POST.fullmatch(" ".join(detection.text.split())) is not None

    def _agency_name(self, detection: Detection) -> bool:
        """Whether all words of a span are of the public body's own name: MAPLE HOLLOW in the head of its forms."""
        words = set(re.findall(r"\w+", detection.text.lower()))
        names = (self.agency.name, *self.agency.units) if self.agency else ()
        return len(words) >= 2 and any(words <= set(re.findall(r"\w+", name.lower())) for name in names)

    def _in_a_name(self, detection: Detection) -> bool:
        person = self.persons.get(detection.person or "")
        return person is not None and any(a <= detection.start and detection.end <= b for a, b in person.mentions)

    def _agency_building(self, detection: Detection) -> bool:
        return bool(self.agency and self.agency.owns_address(detection.text))

    def _agency_phone(self, detection: Detection) -> bool:
        return bool(self.agency and self.agency.owns_phone(detection.text))

    def _agency_mail(self, detection: Detection) -> bool:
        return bool(self.agency and self.agency.owns_mail(detection.text))

    def _agency_fein(self, detection: Detection) -> bool:
        return bool(self.agency and self.agency.fein and _digits(self.agency.fein) == _digits(detection.text))

    def _private_ip(self, detection: Detection) -> bool:
        try:
            address = ipaddress.ip_address(detection.text.strip().split("/")[0])
        except ValueError:
            return False
        return any(address.version == net.version and address in net for net in _INSIDE)

    def _coordinates(self, detection: Detection) -> bool:
        return bool(
            re.fullmatch(
                r"\W*(?:lat\w*\W*)?-?\d{1,3}\.\d{3,}\W+(?:lon\w*\W*)?-?\d{1,3}\.\d{3,}\W*",
                detection.text.strip(),
                re.IGNORECASE,
            )
        )

    def _fragment(self, detection: Detection) -> bool:
        return len(re.sub(r"[^A-Za-z0-9]", "", detection.text)) <= 3

    def _block_address(self, detection: Detection) -> bool:
        if re.search(r"\bblock\b|\d+XX\b|\bXX\b", detection.text, re.IGNORECASE):
            return True
        number = re.match(r"\W*(\d{2,6})\b", detection.text)
        return bool(
            number
            and number.group(1).endswith("00")
            and not re.search(r"\b(?:apt|unit|#|ste|suite|fl)\b|, *[A-Z][a-z]+,? *IL|\d{5}$", detection.text, re.IGNORECASE)
        )

    def _intersection(self, detection: Detection) -> bool:
        return bool(re.search(r"&|/|\band\b|\bat\b|@", detection.text)) and not re.match(r"\W*\d+ +[A-Z]", detection.text)

    def _home_of_victim(self, detection: Detection) -> bool:
        same = self._by_value[value_key(detection)]
        return any(
            self.role(other) in _PROTECTED or (self.role(other) is not Role.ARRESTEE and Role.VICTIM in self.other_roles(other))
            for other in same
        )

    def _home_of_arrestee(self, detection: Detection) -> bool:
        return any(self.role(other) is Role.ARRESTEE for other in self._by_value[value_key(detection)])

    def _letter_block(self, detection: Detection) -> bool:
        """Whether an address stands under a name that fills its line, as on an envelope or at the head of a letter."""
        number = self.layout.line_number(detection.start)
        for above in (number - 1, number - 2):
            if above < 0:
                return False
            start, end = self.layout.line_span(above)
            held = [span for person in self.persons.values() for span in person.mentions if start <= span[0] < end]
            if held:
                rest = self.text[start : held[0][0]] + self.text[held[-1][1] : end]
                return len(re.sub(r"\W|mr|ms|mrs|to", "", rest.lower())) <= 6
        return False

    def _owner_known(self, detection: Detection) -> bool:
        return detection.person in self.persons


def value_key(detection: Detection) -> str:
    """The same for two spellings of one value: digits of numbers, house number and street name of addresses."""
    if detection.type == "STREET_ADDRESS":
        match = _STREET_KEY.search(detection.text)
        if match:
            return f"{detection.type}:{match.group(1)} {match.group(2).lower()}"
    plain = re.sub(r"[^a-z0-9@.]", "", detection.text.lower())
    return f"{detection.type}:{plain}"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
