"""The lists of words that the checks know. What is made of them is not known here."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FORMS = _set(
    "alderman canon cllr councillor dame dr father imam inspector lady lord miss mr mrs ms mx prof professor "
    "rabbi rev reverend sergeant sir superintendent"
)
"""Forms of address."""

PLACES = _set(
    "academy act association avenue borough bridge center centre church city close college common council county "
    "court cross day depot district estate farm field fields foundation gardens green group hall hill homes "
    "hospital house hub lane library market moor museum parish park party place quay river road school society "
    "square station street theatre town trust valley village ward way wood woods"
)
"""What follows a name that is then the name of a place or body: Marsh Lane, the Hale Trust."""

CALENDAR = _set("april august february january june march may monday sunday")
"""Names that are also times."""

LEADS = _set("after before by during each early every from in last late next of since this until")
"""Words before a time."""

ACRONYMS = _set(
    "ai am asb bid ce cil cpc cqc crm cx dfg dpo ed eni epc eu fd foi gis gp hr hra icb ics ict id iso it kpi ld "
    "lep lga mh mp ms mtfs nhs oecd ok pa pcn pm pmo pr rag s151 sen send sla sro tv uk"
)
"""Two to four capitals that every council uses."""

RANKS = _set(
    "accountant adviser advisor analyst apprentice assistant auditor chair chairman chairperson chairwoman "
    "chargehand chief clerk co-ordinator coach commander coordinator deputy director executive foreman head lead "
    "leader manager mayor officer organiser owner partner president principal ranger representative secretary "
    "solicitor specialist superintendent supervisor surveyor technician vice-chair worker"
)
"""Words by which a post is a post."""

SMALL = _set("a an and at by for in its of on our s the their to with")
"""Words that join others in a post."""

VAGUE = _set("board committee company council county district group panel service services team")
"""Words that many posts share."""

EMPTY = _set(
    "a about after all also an and any are as at be because been before being both but by can could council "
    "councillor councillors councils did do does feel feels felt for from get gets getting go goes going good got "
    "had has have having he her here his how i if in into is it it's its just like lot make makes many may me "
    "member members more most much my need needs new no not now of off officer officers on one only or other our "
    "out over own people really s said say says service services she should so some staff still such team than "
    "that that's the their them then there these they thing things think this those through to told too up us "
    "very was way we well were what when where which while who why will with work working would year years you "
    "your"
)
"""Words by which no sentence is told from another."""
