"""The first day, by the phones' API, through the real processes."""

from datetime import datetime, time, timedelta

from tests.product.phone import PARIS, Phone, local
from tests.running import Product


def now(product: Product) -> datetime:
    """Product time, in Paris."""
    return datetime.fromisoformat(product.call("/phone/clock")[1]["now"]).astimezone(PARIS)


def push_to_nine(product: Product) -> None:
    """On to the next 9:00 in Paris."""
    here = now(product)
    nine = datetime.combine(here.date(), time(9), PARIS)
    target = (
        nine if nine > here else datetime.combine(here.date() + timedelta(days=1), time(9), PARIS)
    )
    assert product.call("/phone/clock", {"set": target.isoformat()})[0] == 200


def first_tip(product: Product, phone: Phone) -> dict[str, object]:
    """Mornings until the tip is there."""
    last = phone.bubbles()[-1]["id"]
    for _ in range(7):
        push_to_nine(product)
        # Played before the push was answered: it must be there, or that was no working day.
        if found := phone.heard(last):
            return found[0]
    raise AssertionError("no tip in a week")


def test_a_first_day(product: Product) -> None:
    phone = Phone(product)
    assert "REJOINDRE" in phone.says("coucou")["text"]
    ready = phone.joins()
    assert ready["buttons"] == [] or ready["text"]

    tip = first_tip(product, phone)
    assert tip["prompt"]
    assert len(str(tip["text"])) <= 350
    assert local(tip).time() < time(9, 2)
    assert local(tip).weekday() < 5

    phone.taps("Testé ✅")
    assert "20" in phone.says("10 minutes au lieu de 30")["text"]
    assert phone.says("ça garde une trace ?")["text"]
    assert phone.says("pause 1 semaine")["text"]

    last = phone.bubbles()[-1]["id"]
    push_to_nine(product)
    assert phone.heard(last) == []
    assert phone.says("STOP")["text"]


def test_two_people_at_once_each_hear_their_own(product: Product) -> None:
    amina, bruno = Phone(product), Phone(product)
    for phone in (amina, bruno):
        phone.send(text="REJOINDRE DEMO", client_id="1")
    heard = [phone.hears(0) for phone in (amina, bruno)]
    assert heard[0]["text"] == heard[1]["text"]
    for label in ("C’est parti", "Mairie"):
        buttons = [phone.heard()[-1]["buttons"] for phone in (amina, bruno)]
        ids = [next(one["id"] for one in shown if one["label"] == label) for shown in buttons]
        last = [phone.bubbles()[-1]["id"] for phone in (amina, bruno)]
        amina.send(button=ids[0])
        bruno.send(button=ids[1])
        amina.hears(last[0])
        bruno.hears(last[1])
    for phone in (amina, bruno):
        shown = phone.bubbles()
        assert [one["from"] for one in shown] == ["me", "bot"] * 3
        assert [one["id"] for one in shown] == sorted({one["id"] for one in shown})
