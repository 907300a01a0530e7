"""Twilio's webhook calls: which are genuine, and what a person did."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
)

from channels.base import Forged, Request, Unreadable
from channels.whatsapp.read import Parameters, parameters, read, verify
from core.message import Address, Inbound, Kind

URL = "https://coach.example/webhooks/whatsapp"
TOKEN = "a-primary-token"
SECOND = "a-secondary-token"
SIGNATURE = SIGNATURE_HEADER.lower()
SETTINGS = SIGNATURE_SETTINGS_HEADER.lower()
SID = "SM" + "0a" * 16
AMINA = {
    "MessageSid": SID,
    "SmsMessageSid": SID,
    "SmsStatus": "received",
    "NumMedia": "0",
    "ProfileName": "<b>Amina</b>",
    "WaId": "33612345678",
    "From": "whatsapp:+33612345678",
    "To": "whatsapp:+33639980042",
    "Body": "",
}

Form = list[tuple[str, str]]


def signed(form: Form, token: str = TOKEN, url: str = URL, algorithm: str = HMAC_SHA1) -> Request:
    """A genuine call."""
    several = Parameters()
    for name, value in form:
        several.setdefault(name, []).append(value)
    signature = RequestValidator(token).compute_signature(url, several, algorithm)
    headers = {SIGNATURE: signature}
    if algorithm != HMAC_SHA1:
        headers[SETTINGS] = f"key=webhooks_sharedkey_1,algorithm={algorithm}"
    return Request(urlencode(form).encode(), headers, url)


def call(**given: str) -> Request:
    return Request(urlencode({**AMINA, **given}).encode(), {}, URL)


def heard(**given: str) -> Inbound:
    [inbound] = read(call(**given), Counter())
    return inbound


class TestVerify:
    def test_either_token_will_do(self) -> None:
        for token in (TOKEN, SECOND):
            verify(signed([("Body", "bonjour")], token), [TOKEN, SECOND])

    def test_both_tokens_are_always_compared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        compared: list[bytes] = []
        genuine = RequestValidator.validate

        def noted(self: RequestValidator, *given: object) -> bool:
            compared.append(self.token)
            return bool(genuine(self, *given))

        monkeypatch.setattr(RequestValidator, "validate", noted)
        for token in (TOKEN, SECOND):
            verify(signed([("Body", "bonjour")], token), [TOKEN, SECOND])
        assert compared == [TOKEN.encode(), SECOND.encode()] * 2

    @pytest.mark.parametrize("tokens", [[], [""], ["another"]])
    def test_no_token_of_ours_is_forged(self, tokens: list[str]) -> None:
        with pytest.raises(Forged):
            verify(signed([("Body", "bonjour")], ""), [*tokens])

    @pytest.mark.parametrize(
        "headers", [{}, {SIGNATURE: ""}, {SIGNATURE: "é" * 28}, {SIGNATURE: "a" * 28}]
    )
    def test_a_missing_or_strange_signature_is_forged(self, headers: dict[str, str]) -> None:
        with pytest.raises(Forged):
            verify(replace(signed([("Body", "bonjour")]), headers=headers), [TOKEN])

    def test_the_newer_algorithm_is_understood(self) -> None:
        verify(signed([("Body", "bonjour")], algorithm=HMAC_SHA256), [TOKEN])

    def test_an_algorithm_nobody_knows_is_forged_and_not_logged(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        genuine = signed([("Body", "bonjour")])
        headers = {**genuine.headers, SETTINGS: "key=1,algorithm=NONE\nfake"}
        with pytest.raises(Forged):
            verify(replace(genuine, headers=headers), [TOKEN])
        assert caplog.text == ""

    def test_an_algorithm_said_but_not_used_is_forged(self) -> None:
        genuine = signed([("Body", "bonjour")])
        headers = {**genuine.headers, SETTINGS: "key=1,algorithm=HMAC_SHA256"}
        with pytest.raises(Forged):
            verify(replace(genuine, headers=headers), [TOKEN])

    def test_blank_repeated_and_unknown_parameters_are_signed_too(self) -> None:
        form = [("Body", ""), ("To", "b"), ("To", "a"), ("To", "b"), ("Brand New", "é🤔&=+")]
        verify(signed(form), [TOKEN])
        # The validator signs a value said twice once, as Twilio does.
        for less in (form[1:], form[:2] + form[3:], form[:-1], [*form, ("New", "")]):
            with pytest.raises(Forged):
                verify(replace(signed(form), body=urlencode(less).encode()), [TOKEN])

    @pytest.mark.parametrize(
        "url",
        [
            "http://coach.example/webhooks/whatsapp",
            "https://coach.example/webhooks/whatsapp/",
            "https://coach.example/webhooks/whatsapp?d=2",
            "https://Coach.example/webhooks/whatsapp",
            "https://[coach.example/webhooks/whatsapp",
            "",
        ],
    )
    def test_the_public_url_is_signed(self, url: str) -> None:
        with pytest.raises(Forged):
            verify(replace(signed([("Body", "bonjour")]), url=url), [TOKEN])

    @pytest.mark.parametrize("with_port", [True, False])
    def test_a_usual_port_may_be_signed_or_not(self, with_port: bool) -> None:
        url = URL.replace(".example", ".example:443") if with_port else URL
        verify(replace(signed([("Body", "bonjour")], url=url), url=URL), [TOKEN])

    def test_the_query_is_signed(self) -> None:
        verify(signed([("Body", "bonjour")], url=f"{URL}/status?d=a%2Fb"), [TOKEN])

    @pytest.mark.parametrize("body", [b"\xff", b"a=%ff", b"&".join([b"a=1"] * 1001)])
    def test_what_is_no_form_is_forged(self, body: bytes) -> None:
        with pytest.raises(Forged):
            verify(replace(signed([("Body", "bonjour")]), body=body), [TOKEN])

    @given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=6))
    def test_whatever_twilio_signs_passes(self, form: Form) -> None:
        verify(signed(form), [TOKEN])


class TestParameters:
    def test_values_keep_their_order_and_blanks(self) -> None:
        found = parameters(b"a=2&b=&a=1&c")
        assert found == {"a": ["2", "1"], "b": [""], "c": [""]}

    def test_a_plus_is_a_space_and_a_percent_a_byte(self) -> None:
        assert parameters(b"Body=a+b%2B%C3%A9").first("Body") == "a b+é"

    def test_what_cannot_be_stored_is_dropped(self) -> None:
        assert parameters(b"Body=a%00b").first("Body") == "ab"

    @given(st.binary(max_size=40))
    def test_any_bytes_are_a_form_or_unreadable(self, body: bytes) -> None:
        with suppress(Unreadable):
            assert all(parameters(body).values())


class TestRead:
    def test_a_text_is_heard_without_the_name(self) -> None:
        inbound = heard(Body="c'est quoi un prompt ? 🤔")
        address = Address("whatsapp", "+33612345678")
        assert inbound == Inbound(SID, address, text="c'est quoi un prompt ? 🤔", message_ref=SID)
        assert str(address) == AMINA["From"]

    @pytest.mark.parametrize("ident", ["FR.13491208655302741918", "+1", "fr.ENT.x", "a b", "é"])
    def test_an_address_is_opaque(self, ident: str) -> None:
        assert heard(From=f"whatsapp:{ident}", Body="oui").address.id == ident

    @pytest.mark.parametrize("given", ["FR.134", "whatsapp:FR.134"])
    def test_another_lasting_name_is_written_as_an_address_would_be(self, given: str) -> None:
        hidden = heard(From="whatsapp:FR.134", ExternalUserId=given, Body="oui")
        assert heard(ExternalUserId=given, Body="oui").alias == hidden.address.id
        assert hidden.alias == "FR.134"

    def test_the_same_call_twice_is_the_same_act(self) -> None:
        assert heard(Body="oui") == heard(Body="oui")

    @pytest.mark.parametrize("field", ["ButtonPayload", "ListId"])
    def test_a_tap_is_its_id_and_the_message_it_stands_under(self, field: str) -> None:
        given = {field: "tip:3:done", "OriginalRepliedMessageSid": "MM1"}
        inbound = heard(Body="Testé ✅", ButtonText="Testé ✅", **given)
        assert (inbound.kind, inbound.button) == (Kind.BUTTON, "tip:3:done")
        assert (inbound.text, inbound.message_ref) == ("", "MM1")

    def test_a_tap_on_an_old_message_has_only_its_own_id(self) -> None:
        assert heard(ButtonPayload="tip.show").message_ref == SID

    def test_a_reply_quoting_a_message_is_a_text(self) -> None:
        inbound = heard(Body="oui", OriginalRepliedMessageSid="MM1")
        assert (inbound.kind, inbound.message_ref) == (Kind.TEXT, SID)

    @pytest.mark.parametrize(
        ("content_type", "kind"),
        [
            ("audio/ogg", Kind.VOICE),
            ("audio/ogg; codecs=opus", Kind.VOICE),
            ("audio/mpeg", Kind.VOICE),
            ("image/jpeg", Kind.PHOTO),
            ("IMAGE/PNG", Kind.PHOTO),
            ("image/webp", Kind.STICKER),
            ("text/vcard", Kind.CONTACT),
            ("text/x-vcard", Kind.CONTACT),
            ("video/mp4", Kind.OTHER),
            ("application/pdf", Kind.OTHER),
            ("", Kind.OTHER),
            ("audio", Kind.VOICE),
        ],
    )
    def test_media_by_its_type(self, content_type: str, kind: Kind) -> None:
        inbound = heard(NumMedia="1", MediaContentType0=content_type, MediaUrl0="https://x/1")
        assert inbound.kind is kind

    def test_a_caption_is_kept(self) -> None:
        inbound = heard(NumMedia="1", MediaContentType0="image/jpeg", Body="mon écran")
        assert (inbound.kind, inbound.text) == (Kind.PHOTO, "mon écran")

    def test_a_place_is_a_location_without_its_name(self) -> None:
        inbound = heard(Latitude="48.85", Longitude="2.35", Body="Chez moi", Address="1 rue X")
        assert (inbound.kind, inbound.text) == (Kind.LOCATION, "")

    @pytest.mark.parametrize("body", ["", " \n"])
    def test_something_without_words_is_other(self, body: str) -> None:
        assert heard(Body=body, MessageType="brand_new").kind is Kind.OTHER

    def test_unknown_parameters_change_nothing(self) -> None:
        assert heard(Body="oui", BrandNew="1", ReferralBody="pub", Forwarded="true") == heard(
            Body="oui"
        )


class TestOptOut:
    @pytest.mark.parametrize(
        ("word", "kind"),
        [
            ("STOP", Kind.BLOCKED),
            ("stop", Kind.BLOCKED),
            ("START", Kind.UNBLOCKED),
            ("HELP", Kind.NOTED),
        ],
    )
    def test_what_twilio_answered_is_an_act_without_words(self, word: str, kind: Kind) -> None:
        inbound = heard(OptOutType=word, Body="ARRET", ButtonPayload="x")
        assert (inbound.kind, inbound.text, inbound.button) == (kind, "", "")

    def test_a_new_one_is_counted(self) -> None:
        ignored: Counter[str] = Counter()
        assert read(call(OptOutType="BRAND_NEW", Body="AIDE"), ignored) == []
        assert ignored == {"opt_out_unknown": 1}

    def test_a_text_names_the_message_it_answers(self) -> None:
        assert heard(Body="1", OriginalRepliedMessageSid="MM7").quotes == "MM7"
        assert heard(Body="1").quotes == ""

    def test_a_blank_one_is_none(self) -> None:
        assert heard(OptOutType="", Body="oui").kind is Kind.TEXT


class TestOfNoUse:
    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            ({"From": "+33612345678"}, "not_whatsapp"),
            ({"From": "messenger:1"}, "not_whatsapp"),
            ({"From": "whatsapp:"}, "not_whatsapp"),
            ({"MessageStatus": "sent", "Body": "x"}, "status"),
        ],
    )
    def test_it_is_counted(self, given: dict[str, str], reason: str) -> None:
        ignored: Counter[str] = Counter()
        assert read(call(**given), ignored) == []
        assert ignored == {reason: 1}

    @pytest.mark.parametrize(
        "body",
        [b"", b"{", b"[]", b"null", b"\xff", b"a=%ff", b"MessageSid=SM1", b"From=whatsapp:%2B1"],
    )
    def test_what_is_no_message_is_unreadable(self, body: bytes) -> None:
        with pytest.raises(Unreadable):
            read(Request(body), Counter())
