"""What flows want done for a team: carried out by workers/acts.py, in the turn's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BindGroup:
    """Tie the group the person writes in to the team of that code."""

    code: str


@dataclass(frozen=True, slots=True)
class UnbindGroup:
    """The group the person writes in belongs to no team any more."""


@dataclass(frozen=True, slots=True)
class ChooseTopic:
    """The coach writes in the topic the person writes in, from now on."""


@dataclass(frozen=True, slots=True)
class OfferAudience:
    """Ask for whom a challenge is: everyone, a team, a job."""


@dataclass(frozen=True, slots=True)
class PreviewChallenge:
    """Show the admin the challenge as members will read it, whom it reaches, and what it costs.

    `to` is "all", "team-<id>" or "job-<job>"; instants are UTC.
    """

    said: Mapping[str, str]
    library_id: str
    to: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LaunchChallenge:
    """Launch the draft of that token; it works once."""

    token: str


@dataclass(frozen=True, slots=True)
class DropChallenge:
    """Throw the draft of that token away."""

    token: str


@dataclass(frozen=True, slots=True)
class StopChallenge:
    """What has not left of this challenge stays."""

    number: int


@dataclass(frozen=True, slots=True)
class ResumeChallenge:
    """A stopped challenge goes on to those it had not reached."""

    number: int


@dataclass(frozen=True, slots=True)
class AnswerChallenge:
    """What the person makes of a challenge: trying, done, not_now."""

    number: int
    state: str


@dataclass(frozen=True, slots=True)
class ShowChallenge:
    """Say again which challenge runs, if one does."""


@dataclass(frozen=True, slots=True)
class ShowProgress:
    """Tell an admin how far the challenges that run have got, and how to stop them."""


ChallengeEffect = (
    OfferAudience
    | PreviewChallenge
    | LaunchChallenge
    | DropChallenge
    | StopChallenge
    | ResumeChallenge
    | AnswerChallenge
    | ShowChallenge
    | ShowProgress
)


@dataclass(frozen=True, slots=True)
class Thank:
    """Say thanks for a win that the team's week told."""

    win: int


@dataclass(frozen=True, slots=True)
class PasteWeek:
    """Give the team's week as a text to be pasted elsewhere."""


@dataclass(frozen=True, slots=True)
class ShowAs:
    """The first name the person's team may see beside what they share by name; empty: none."""

    name: str


@dataclass(frozen=True, slots=True)
class ShowPulse:
    """Tell an admin the confidence and the brakes of their organisation, in numbers."""


@dataclass(frozen=True, slots=True)
class ThankHelper:
    """A colleague of that first name helped the person. Who says so is not kept."""

    name: str


@dataclass(frozen=True, slots=True)
class ThinkOf:
    """Somebody of that first name would make a good resource person: they are to be asked."""

    name: str


@dataclass(frozen=True, slots=True)
class AnswerCall:
    """What the person says to being a resource person: yes, later, no."""

    answer: str


@dataclass(frozen=True, slots=True)
class StepBack:
    """The person is a resource person no more; what they held goes to others."""


@dataclass(frozen=True, slots=True)
class TakeMission:
    """A mission of the library begins for the person today."""

    mission: str


@dataclass(frozen=True, slots=True)
class UseMission:
    """One of the two uses of this week was done."""

    number: int


@dataclass(frozen=True, slots=True)
class LeaveMission:
    """The mission ends before its time."""

    number: int


@dataclass(frozen=True, slots=True)
class PreviewLesson:
    """Show the person what they learned as the team would read it."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ShareLesson:
    """Tell the team what was learned: `how` is anonymous or named; `name` as it is to be read."""

    number: int
    text: str
    how: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class UnshareLesson:
    """Take back what was told."""

    number: int


@dataclass(frozen=True, slots=True)
class OfferToLead:
    """Show an admin what runs or begins soon, with the buttons that lead it."""


@dataclass(frozen=True, slots=True)
class OfferWorkshop:
    """Ask for which team a workshop is; where there is one alone, show what is to be confirmed.

    `cases` are numbers of the kit's exercises, from 1; the instant is UTC.
    """

    kit: str
    cases: tuple[int, ...]
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class PreviewWorkshop:
    """Show what is to be confirmed, for that team."""

    kit: str
    cases: tuple[int, ...]
    starts_at: datetime
    team: int


@dataclass(frozen=True, slots=True)
class DecideWorkshop:
    """A workshop is planned, dropped or cancelled, by its number: `go`, `drop`, `cancel`."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class LeadWorkshop:
    """The next exercise (`next`), or more of this one (`again`); `position`: where it stood."""

    number: int
    position: int
    what: str


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """Show the page of whoever leads the workshop."""

    number: int


@dataclass(frozen=True, slots=True)
class AnswerInvitation:
    """Whether the person comes to the workshop."""

    number: int
    coming: bool


@dataclass(frozen=True, slots=True)
class FetchMaterial:
    """Bring the exercise under way to the person's own phone: they take part."""

    number: int


@dataclass(frozen=True, slots=True)
class ShowWorkshop:
    """Say which workshop runs, or comes next, in the person's team."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What the person means to do after the workshop."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class AnswerFollowUp:
    """What could be applied so many days after the workshop: yes, partly, no."""

    number: int
    days: int
    applied: str


@dataclass(frozen=True, slots=True)
class PreviewApplied:
    """Show the person what they tell as the team would read it."""

    text: str


@dataclass(frozen=True, slots=True)
class ShareApplied:
    """Tell the team: `how` is anonymous or named; `name` as it is to be read."""

    number: int
    days: int
    text: str
    how: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class UnshareApplied:
    """Take back what was told so many days after the workshop."""

    number: int
    days: int


WorkshopEffect = (
    OfferToLead
    | UnshareApplied
    | OfferWorkshop
    | PreviewWorkshop
    | DecideWorkshop
    | LeadWorkshop
    | ReadSheet
    | AnswerInvitation
    | FetchMaterial
    | ShowWorkshop
    | Commit
    | AnswerFollowUp
    | PreviewApplied
    | ShareApplied
)
CallEffect = ThankHelper | ThinkOf | AnswerCall | StepBack
MissionEffect = (
    TakeMission | UseMission | LeaveMission | PreviewLesson | ShareLesson | UnshareLesson
)
WeekEffect = Thank | PasteWeek | ShowAs
GroupEffect = BindGroup | UnbindGroup | ChooseTopic
TeamEffect = (
    GroupEffect
    | ChallengeEffect
    | WeekEffect
    | ShowPulse
    | CallEffect
    | MissionEffect
    | WorkshopEffect
)
