"""What stands in the place of a person where nobody knows who reported: the receipt of that one report.

It is no person of the organisation: nothing can be asked of it, told to it or held by it, and it speaks for one case only.
"""

from __future__ import annotations

from domain.kernel import CaseId, PersonId, uuid_of

BASIS = "receipt"
_BEFORE = "receipt-"


def receipt_of(case: CaseId) -> PersonId:
    """The name under which the holder of this case's receipt speaks."""
    return PersonId(f"{_BEFORE}{uuid_of(case)}")


def is_receipt(person: str) -> bool:
    """Whether this is the name of a receipt."""
    return person.startswith(_BEFORE)
