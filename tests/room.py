"""The team's shared chat, for tests that read like one."""

from core.message import Address, Inbound, Kind, Outbound
from tests.chat import House, Member


class Room:
    """A group: what members do in it, and what everybody there sees."""

    def __init__(self, house: House) -> None:
        self.house = house
        here = house.line.group if house.line else Address("paper", "group/equipe")
        assert here is not None, "this channel has no groups"
        self.address = here
        self._keys_read = 0

    def says(self, member: Member, text: str) -> "Room":
        """Write in the group and let the coach answer."""
        if self.house.line:
            call = self.house.line.text_in_group(member.name, text)
            return self._acts(self.house.reads(call))
        return self._acts(self._inbound(member, text=text))

    def taps(self, member: Member, label: str) -> "Room":
        """Press the last choice with this label."""
        return self.presses(member, self.button(label))

    def presses(self, member: Member, button: str) -> "Room":
        """Press a choice by id, shown or not."""
        if self.house.line:
            call = self.house.line.tap_in_group(member.name, button)
            return self._acts(self.house.reads(call))
        number = self.house.next_id()
        return self._acts(
            Inbound(
                number,
                member.address,
                Kind.BUTTON,
                button=button,
                callback=f"cb{number}",
                group=self.address,
            )
        )

    def happens(self, message: Inbound) -> "Room":
        """Something that is neither a text nor a tap."""
        return self._acts(message)

    def _inbound(self, member: Member, **content: str) -> Inbound:
        return Inbound(self.house.next_id(), member.address, group=self.address, **content)  # type: ignore[arg-type]

    def _acts(self, message: Inbound) -> "Room":
        self._keys_read = len(self.keys)
        self.house.take_in(message)
        self.house.answer()
        return self

    def button(self, label: str) -> str:
        """The id of the last choice with this label."""
        for message in reversed(self.messages):
            for one in message.buttons:
                if one.label == label:
                    return one.id
        raise AssertionError(f"no button {label!r} in:\n{self.transcript()}")

    def hears(self, *keys: str) -> "Room":
        """What came here since the last act, or since last listened to."""
        assert not self.house.lost, f"sent, and not seen by anyone: {self.house.lost}"
        new = self.keys[self._keys_read :]
        assert new == list(keys), f"the group heard {new}, not {list(keys)}:\n{self.transcript()}"
        self._keys_read = len(self.keys)
        return self

    @property
    def keys(self) -> list[str]:
        """The keys of everything sent here, changes included."""
        return self.house.keys_for(self.address)

    @property
    def messages(self) -> list[Outbound]:
        """Everything sent here, changes included."""
        return [message for to, message in self.house.sent if to == self.address]

    @property
    def last(self) -> str:
        """The text that came, or changed, last."""
        return self.messages[-1].text

    @property
    def posts(self) -> list[str]:
        """What stands in the group now, changed where it stands."""
        return [one.text for one in self.messages if not one.edits]

    def transcript(self) -> str:
        """What the group shows."""
        return "\n".join(
            f"  {'change' if one.edits else 'coach'}> {one.text}\n"
            f"         {[button.label for button in one.buttons]}"
            for one in self.messages
        )
