"""Two hundred invented sentences as a letter might have them: half give somebody away in one of six ways, half do not.

They are held against the register and the notes of the sample challenge. Whoever wrote them knew the checks, so
strangers' letters will fare worse.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from slireviewer.checks import Check, Facts, Heard, Remark, run
from slireviewer.letter import Source, compose
from slireviewer.model import (
    Challenge,
    Finding,
    FindingState,
    Group,
    Interviewee,
    ItemId,
    Link,
    Meeting,
    MeetingKind,
    Note,
    Point,
    Theme,
)
from slireviewer.triangulation import standings

SAMPLE = Path(__file__).resolve().parents[1] / "resources" / "sample" / "challenge.jsonl"

# Each kind of leak, with the checks that are right to remark on it.
NAME, SPELLING, POST, GROUP, VERBATIM, OFF_RECORD = (
    "name", "initials or another spelling", "unique post", "small group", "words of one interview", "off the record",
)  # fmt: skip
CAUGHT_BY: Mapping[str, frozenset[Check]] = {
    NAME: frozenset({Check.NAME}),
    SPELLING: frozenset({Check.SPELLING, Check.INITIALS, Check.NAME}),
    POST: frozenset({Check.ROLE}),
    GROUP: frozenset({Check.GROUP, Check.ROLE}),
    VERBATIM: frozenset({Check.VERBATIM}),
    OFF_RECORD: frozenset({Check.OFF_RECORD}),
}

LEAKS: Mapping[str, tuple[str, ...]] = {
    NAME: (
        "Marianne Colbeck has kept the budget in good order.",
        "The council relies on Councillor Marchetti to settle disputes between services.",
        "Siobhan Kettlewell’s team is trusted by the housing associations.",
        "Staff turn to Rebecca when they are unsure about the constitution.",
        "Cllr Tranmore and his colleagues see papers only on the day.",
        "Mr Santangelo is leading the work on the town centre.",
        "Partners praised Bronagh Tiernan for how Haven House is run.",
        "Progress on the asset register depends on Reddaway alone.",
        "Dr Nwosu-Price would like earlier sight of the plans.",
        "We were struck by the energy of Councillor Rosie Tolland and other newer members.",
        "Zainab has a plan for the website that few have read.",
        "The unions, through Maureen Skelhorn, feel listened to.",
        "One of the busiest people in the organisation is Judith Amoah.",
        "The work with young people owes much to Leroy Dacosta.",
        "Deshmukh would like a weekly figure for temporary accommodation.",
        "The depot is proud of what Dave Yarrow and his crew have changed.",
        "Gordon Maybury has the most actions of all in the plan.",
        "The parish of Dunmarsh, in the person of Pru Vyner, would welcome a review.",
    ),
    SPELLING: (
        "Marion Colebeck has kept the budget in good order.",
        "The leader, Helen Marcheti, is seen in every ward.",
        "Shivaun Kettlewel’s team is trusted by the housing associations.",
        "Kwami Braithwel has brought the programme together.",
        "Estates matters are left to J. Frobisher.",
        "R.T. keeps the constitution up to date by herself.",
        "It was put to us that the plan came too late (DO).",
        "According to MC, the reserves are safe until 2028.",
        "Hana Kobayashi Web drafted most of the strategy.",
        "Councillor Wickstedd asks for valuations to be tested.",
        "The team under Santanjelo has three vacancies.",
        "Ms Oduja has written to every supplier.",
        "Philippa Throsell would like papers earlier.",
        "Grahame Ashdown speaks well of the town centre.",
        "Sophy Arkel is waiting for the local plan to be agreed.",
        "We were told that Colette Dunmoor has redrawn the appraisal form.",
    ),
    POST: (
        "The Head of Housing told us that the cost was not foreseen.",
        "According to the Section 151 Officer, the reserves will last until 2028.",
        "The external auditor’s engagement lead described the accounts as tidy.",
        "The monitoring officer feels that standards cases take too long.",
        "The organisational development partner has redrawn the appraisal form.",
        "The planning policy manager is waiting for decisions that do not come.",
        "A data analyst has built the dashboard in spare hours.",
        "The council’s estates manager keeps the list of disposals.",
        "The reorganisation programme lead has no deputy.",
        "The branch secretary said that the pay award was handled well.",
        "Much depends on the asset surveyor, who may leave.",
        "The scrutiny officer is the only support that the committee has.",
        "The clerk of Hallowby Town Council would like to take on the parks.",
        "The police superintendent wants a named contact.",
        "The chair of the Audit and Governance Committee asked for the risk to be tested.",
        "The cabinet member for finance told us that a weekly figure was asked for.",
        "The head of the legal service has no cover for childcare cases.",
    ),
    GROUP: (
        "Trade union representatives told us that stress is rising.",
        "One of the two union representatives worries about the market supplement.",
        "The young people’s panel had never been told what became of its ideas.",
        "Opposition group leaders feel that papers come too late to be of use.",
        "The residents’ panel said that repairs take too long.",
        "The housing options team told us that Quay Lane could not cope.",
        "Three of the landlords complained about late payment.",
        "The only letting agent we met said that rates are being talked up.",
        "Two of the newer members told us that induction had been rushed.",
        "Health partners described the joint post as a gamble.",
        "The policy and performance team thinks that the plan has too many measures.",
        "Both members of the revenues service said that arrears letters are too harsh.",
        "Leaders of neighbouring districts doubt that the timetable can be met.",
        "One planner told us that the officers’ advice is overturned too often.",
        "The corporate leadership team admitted that priorities had never been ranked.",
        "A single resident of Haven House told us that the heating fails.",
        "Community safety partners believe that the meetings have lost their purpose.",
    ),
    VERBATIM: (
        "One view was that the council writes the same bid every winter, with a new date on it.",
        "It is said that partners always know where you stand with Wexmoor.",
        "The position is shared in writing before it goes to the press.",
        "Some feel that the point is often on page 17 of a report.",
        "Some objectives are unevenly shared: one head of service has 19 of the 118 actions, another has one.",
        "Data for the quarterly return is typed by hand from their own system.",
        "Street cleaning after the summer fair was done by 7 am.",
        "The online grant form lost a 12-page application in April.",
        "There is, we heard, a drawer of ideas for 2028 on.",
        "Members who are fluent without notes and willing to be pressed lead the budget debate.",
        "The prevention fund is spent without forms: the officer decides, and a team leader checks monthly.",
        "Whistleblowing was reviewed this year after one case, and lessons were shared with the staff side.",
        "Senior officers come in person when audit is limited, and do not send deputies.",
        "The council measures what it did because it is what it was asked for.",
        "A loan facility is offered to registered providers at a modest margin, properly assessed.",
        "All three providers would build more here tomorrow.",
    ),
    OFF_RECORD: (
        "It is felt that they are sitting on the reserves till May.",
        "If one officer left, half of what is known about Quay Lane would go with her.",
        "Some members are told by their group leader what they think ten minutes before they have to say it.",
        "One planning technician is covering two vacancies and was in tears.",
        "Night rates are being talked up because the council books late on a Friday.",
        "There was a hint of one conduct case that had dragged.",
        "After six years on the committee some would struggle to name a thing it changed before the budget one.",
        "The chief executive is the one to ring for the truth about how a meeting went.",
        "One agent says that nightly rates are talked up as the council books so late on Fridays.",
        "Half of what is known about Quay Lane would go if Amy left.",
        "A planning technician who covers two vacancies cried a little.",
        "A conduct case has dragged on, and it can be asked about in general terms only.",
        "The reserves are being sat on till May, we were told.",
        "A group leader tells members what they think about ten minutes before they say it.",
        "Members of long standing would struggle to name anything that changed before the budget one.",
        "Colleagues handled it kindly when one planning technician, with two vacancies to cover, cried.",
    ),
}

CLEAN: tuple[str, ...] = (
    "The council is well led, and people say so inside and outside it.",
    "The leader and the chief executive work closely together.",
    "Officers and members trust each other, and that trust has been earned.",
    "Scrutiny has begun to change decisions, most of all on the budget.",
    "The council’s finances are sound, with reserves that have been built up with care.",
    "Residents value the parks, and many would like to help to look after them.",
    "May would be a good month to publish the shorter plan, before the summer.",
    "In May 2027 a new council will be elected.",
    "Planning law leaves little room here, and the service uses it well.",
    "Green spaces are looked after, and the Green Flag is flown in four of them.",
    "The market in the High Street is busy again.",
    "Peers were made welcome at the Guildhall and at the Saltern Road depot.",
    "Tarn Lane and Marsh Street have been rebuilt with shops on the ground floor.",
    "Housing officers know their patches.",
    "Data analysts are hard to find, and the council is not alone in that.",
    "Heads of service meet each month and share what they have learnt.",
    "The council is planning for one or two unitary councils, and has said which it prefers.",
    "Town and parish councils are willing to take on more.",
    "The voluntary sector is strong, and is asked early.",
    "Staff across the council told us that they are proud to work for it.",
    "Members of all groups told us that induction had helped them.",
    "Many partners spoke of a council that does what it says.",
    "Frontline staff told us that they would recommend the council as a place to work.",
    "Several people told us that reports are too long.",
    "A wide range of people felt that there are too many priorities.",
    "Councillors from every group said that they are kept informed.",
    "Partners in the health service and the police work with the council on prevention.",
    "The budget is balanced for two years, and the gap after that is known.",
    "The council could now say which services will wait.",
    "A shorter plan, with a clear order, would help staff to choose.",
    "The council might consider who owns each of the actions.",
    "Reports could be shorter, with the decision on the first page.",
    "Commercial property makes up a modest share of income, and is watched.",
    "Risk is reviewed every quarter, and the register is public.",
    "The council has an ambition for its town centres that others share.",
    "Temporary accommodation is a pressure in Wexmoor as it is elsewhere.",
    "The cost of temporary accommodation has doubled in two years, as the accounts show.",
    "Prevention is working, and could be extended to other services.",
    "Recruitment of planners is difficult, as in other districts.",
    "The pay policy is up to date and is published.",
    "Apprentices are found in every service.",
    "The website is easy to use, and most forms can be filled in on a telephone.",
    "Complaints are answered in time, and lessons are drawn from them.",
    "The council’s own survey shows that satisfaction has risen.",
    "The local plan is on course, and its evidence is shared with neighbours.",
    "Climate work is led by members of every group.",
    "The chamber of trade has a seat on the town centre board.",
    "Young people have a say in the design of the skate park.",
    "Tenants can reach their landlord by telephone and by text.",
    "The staff survey is run each year, and managers act on it.",
    "There is an agreed protocol between members and officers, and it is used.",
    "Members know their wards well, and the council makes use of that.",
    "The audit committee asks the right questions.",
    "Standards are high, and cases are few.",
    "Decisions are written down, and they are easy to find.",
    "The induction of new members is thorough.",
    "The corporate plan has six ambitions and one hundred and eighteen actions.",
    "The council has begun to ask what it will stop doing.",
    "Savings are delivered, and slippage is reported.",
    "Capital schemes are often late, mostly for want of project staff.",
    "The council could publish its scenarios, as it can model them already.",
    "A named contact for each partner would save time.",
    "Joint posts with the county have worked well.",
    "Business rates are a risk that the council understands.",
    "Agency staff are used sparingly, and mostly where the market is thin.",
    "The depot is a good place to work, with a strong culture of safety.",
    "Electric vehicles are being brought in as the fleet is renewed.",
    "Waste collection is reliable, and missed bins are collected the next day.",
    "Customer services answer quickly, and know whom to ask.",
    "Digital work is driven by what residents need.",
    "Communications are clear, and the tone is right.",
    "The council listens well, and could do more to say what it changed as a result.",
    "Equality is taken seriously, and objectives are set in each service plan.",
    "The council has a good grip on its assets, and knows what each is for.",
    "Disposals could be given dates and owners.",
    "A skills audit of members would show what training is wanted.",
    "Scrutiny would gain from a work programme that is shorter.",
    "Cabinet members are open to challenge.",
    "Opposition members chair some of the committees.",
    "The leader is visible in the towns and in the villages.",
    "The chief executive knows many of the staff by name.",
    "The section 151 officer and the monitoring officer are members of the senior team, as they ought to be.",
    "Directors work as one team.",
    "Managers are trusted to decide.",
    "The council has shown what can be done by a small district with a clear head.",
    "Grace and good humour mark the way in which the two groups work together.",
    "The dean of the cathedral chairs the place board.",
    "Will and skill are both there.",
    "Hope for the high street has returned, with six empty shops let this year.",
    "Orrinford and Hallowby have plans of their own, and these fit together.",
    "Merrowshire has five districts and one county council.",
    "HR and ICT are shared with a neighbouring district.",
    "The MTFS is clear, and is read by members.",
    "The CPC scope asked about housing, and this is the council’s greatest pressure.",
    "A joint committee (JC) oversees the shared services.",
    "Council tax is collected well, and support for those who cannot pay is generous.",
    "The Bloomer Street car park is to be sold.",
    "Strand House is to become homes.",
    "The Pike Trust gives small grants to clubs.",
    "This is a council that is ready for change.",
)


@dataclass(frozen=True)
class Figure:
    """How many of the sentences that leak were remarked on, and how many of those remarked on leak."""

    found: int
    all: int
    wrong: int

    @property
    def recall(self) -> float:
        return self.found / self.all

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.wrong)


@cache
def facts() -> Facts:
    """The register, the meetings and the notes of the sample, and one theme on which much was heard."""
    records = [json.loads(line) for line in SAMPLE.read_text("utf-8").splitlines()]
    kinds = {
        kind: [one for one in records if one["kind"] == kind] for kind in ("interview", "interviewee", "note", "point")
    }
    meetings = {
        ItemId(one["id"]): Meeting(
            id=ItemId(one["id"]), title=one["label"], kind=MeetingKind(one.get("type", "interview")),
            group=Group(one["group"]) if "group" in one else None, expected=one.get("expected", 1),
        )
        for one in kinds["interview"]
    }  # fmt: skip
    notes = {one["id"]: one for one in kinds["note"]}
    return Facts(
        challenge=Challenge(id=ItemId("c"), councils=("Wexmoor District Council",), sites=("Saltern Road Depot",)),
        interviewees=tuple(
            Interviewee(
                id=ItemId(one["id"]), name=one["name"], role=one.get("role", ""),
                meetings=frozenset(map(ItemId, one["interviews"])),
            )
            for one in kinds["interviewee"]
        ),
        meetings=meetings,
        heard=tuple(
            Heard(
                text=notes[one["note"]]["text"][one["start"] : one["end"]],
                meeting=ItemId(notes[one["note"]]["interview"]), off_record=bool(one.get("off_record")),
            )
            for one in kinds["point"]
        ),
        themes=(Theme(id=ItemId("t"), title="Everything"),),
    )  # fmt: skip


def remarks_on(sentences: tuple[str, ...]) -> list[list[Remark]]:
    """What is remarked on each of the sentences, each in a finding of its own that three meetings stand behind."""
    points = {ItemId(f"p{n}"): Point(id=ItemId(f"p{n}"), note=ItemId(f"n{n}"), text="") for n in range(3)}
    notes = {
        ItemId(f"n{n}"): Note(id=ItemId(f"n{n}"), meeting=ItemId(f"wex-i0{n + 1}"), person=ItemId("x"))
        for n in range(3)
    }
    findings = tuple(
        Finding(
            id=ItemId(f"f{number:03}"), title="", text=sentence, theme=ItemId("t"), position=f"{number:03}",
            state=FindingState.AGREED, links=tuple(Link(source=point) for point in points),
        )
        for number, sentence in enumerate(sentences)
    )  # fmt: skip
    known = facts()
    known = Facts(
        challenge=known.challenge, interviewees=known.interviewees, meetings=known.meetings, heard=known.heard,
        themes=known.themes, findings={one.id: one for one in findings},
        standings=standings(findings, points, notes, known.meetings),
    )  # fmt: skip
    found = run(compose(Source(challenge=known.challenge, themes=known.themes, findings=findings)), known)
    by_item: dict[str, list[Remark]] = {}
    for remark in found:
        by_item.setdefault(remark.item, []).append(remark)
    return [by_item.get(finding.id, []) for finding in findings]


def figures() -> dict[str, Figure]:
    """For each kind of leak: sentences found, all of them, and clean sentences that the same checks remarked on."""
    clean = remarks_on(CLEAN)
    out = {}
    for kind, sentences in LEAKS.items():
        right = CAUGHT_BY[kind]
        found = sum(any(one.check.recognises for one in remarks) for remarks in remarks_on(sentences))
        wrong = sum(any(one.check in right for one in remarks) for remarks in clean)
        out[kind] = Figure(found, len(sentences), wrong)
    found = sum(figure.found for figure in out.values())
    wrong = sum(any(one.check.recognises for one in remarks) for remarks in clean)
    out["all"] = Figure(found, sum(map(len, LEAKS.values())), wrong)
    return out
