"""What violations, appeals, rectifications, controls and reports share: tasks that climb ladders, links, files, clocks, duties.

A kind of case is a `Kind` (see `kind`): its own commands, events and consequences. Everything else is here: who is asked and
who may answer (`people`), what silence leads to (`ladders`, `passing`), what is owed to whom (`agenda`), its way as a picture
(`rail`), what would come of opening it (`preview`). A kind's package gives `domain.deciders` the functions that `decider` makes.
"""

from domain.casework.decider import Decider, decider
from domain.casework.draft import Draft
from domain.casework.kind import Kind
from domain.casework.state import File, Link, Mark, Task, Work

__all__ = ["Decider", "Draft", "File", "Kind", "Link", "Mark", "Task", "Work", "decider"]
