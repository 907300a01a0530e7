"""Sealed values and their look-ups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.seal import KEY_NAME, NONCE, Keyring, Unsealable

KEYS = Keyring("a secret for tests")


@given(st.text(max_size=300))
def test_what_is_sealed_comes_back(said: str) -> None:
    assert KEYS.unseal(KEYS.seal(said)) == said


def test_the_same_text_is_never_sealed_twice_alike() -> None:
    assert len({KEYS.seal("bonjour") for _ in range(100)}) == 100


@given(st.data(), st.text(min_size=1))
def test_an_altered_value_is_refused(data: st.DataObject, said: str) -> None:
    sealed = bytearray(KEYS.seal(said))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        KEYS.unseal(bytes(sealed))


@pytest.mark.parametrize("length", [0, 1, KEY_NAME, KEY_NAME + NONCE, KEY_NAME + NONCE + 3])
def test_a_value_cut_short_is_refused(length: int) -> None:
    with pytest.raises(Unsealable):
        KEYS.unseal(KEYS.seal("une demi-heure")[:length])


def test_a_refusal_tells_nothing_of_the_value() -> None:
    with pytest.raises(Unsealable) as refused:
        Keyring("another").unseal(KEYS.seal("une demi-heure"))
    assert "heure" not in str(refused.value)
    assert "a secret for tests" not in str(refused.value)


def test_the_previous_key_still_opens_and_the_present_one_seals() -> None:
    both = Keyring("new", "a secret for tests")
    old = KEYS.seal("bonjour")
    assert both.unseal(old) == "bonjour"
    assert not both.current(old)
    assert both.current(both.seal("bonjour"))
    assert Keyring("new").unseal(both.seal("bonjour")) == "bonjour"
    with pytest.raises(Unsealable):
        Keyring("new").unseal(old)


def test_a_look_up_is_stable_and_needs_the_key() -> None:
    assert KEYS.lookup("telegram:12") == Keyring("a secret for tests").lookup("telegram:12")
    assert KEYS.lookup("telegram:12") != Keyring("another").lookup("telegram:12")
    assert KEYS.lookup("telegram:12") != KEYS.lookup("telegram:13")


@given(st.text(), st.text())
def test_look_ups_of_two_texts_differ(one: str, other: str) -> None:
    assert (KEYS.lookup(one) == KEYS.lookup(other)) is (one == other)


def test_look_ups_name_the_present_key_first() -> None:
    both = Keyring("new", "a secret for tests")
    assert both.lookups("phone:amina") == [
        Keyring("new").lookup("phone:amina"),
        KEYS.lookup("phone:amina"),
    ]


def test_a_signature_is_ours_under_either_key() -> None:
    both = Keyring("new", "a secret for tests")
    assert both.signed("person 12", KEYS.sign("person 12"))
    assert both.signed("person 12", both.sign("person 12"))


@pytest.mark.parametrize(
    "signature",
    ["", "é", "\udcff", "0" * 64, KEYS.lookup("person 12")],
    ids=["empty", "not ascii", "no character", "zeros", "a look-up"],
)
def test_any_other_signature_is_refused(signature: str) -> None:
    assert not KEYS.signed("person 12", signature)
