"""Messages with one fault each: a sentence, the rule, the library, what is said."""

from dataclasses import replace

from content import loader
from content.library import Library
from content.lint import messages
from content.lint.rule import Rule
from tests.content.shelf import message, question, shelf

SHIPPED = loader.load()

FAULTS: tuple[tuple[str, Rule, Library, str], ...] = (
    (
        "a message has a placeholder its step does not fill",
        messages.filled_placeholders,
        shelf(message("tip.later", "À {day}.")),
        "nothing fills {day}",
    ),
    (
        "a label has a placeholder its step does not fill",
        messages.filled_placeholders,
        shelf(message("win.ask", m5="{time}")),
        "nothing fills {time}",
    ),
    (
        "a stranger has no organisation to name",
        messages.filled_placeholders,
        shelf(message("onboarding.stranger", "Demande à {referent}.")),
        "nothing fills {referent}",
    ),
    ("a message is empty", messages.has_words, shelf(message("win.ask", " ")), "empty text"),
    ("a label is empty", messages.has_words, shelf(message("win.ask", m5="")), "empty text"),
    (
        "a choice would be cut out of its id",
        messages.button_ids,
        shelf(message("win.ask", **{"m:5": "5 min"})),
        "the choice m:5 has more",
    ),
    (
        "a choice leaves no room for a reference",
        messages.button_ids,
        shelf(message("privacy.ask_forget", **{"y" * 40: "Oui"})),
        "too long a button id",
    ),
    (
        "an id of the bank leaves no room for the choice",
        messages.button_ids,
        shelf(message("question.answer", more="Plus"), question(id="a" * 51)),
        "too long a button id",
    ),
    (
        "a label is too long for WhatsApp",
        messages.short_labels,
        shelf(message("win.ask", none="Rien du tout, vraiment")),
        "is over 20",
    ),
    (
        "there are more buttons than a list holds",
        messages.short_labels,
        shelf(message("win.ask", **{f"m{n}": f"{n} min" for n in range(11)})),
        "more than 10 buttons",
    ),
    (
        "two buttons read the same",
        messages.different_labels,
        shelf(message("win.ask", m5="Oui", m10="oui")),
        "same label",
    ),
    (
        "a job has no button",
        messages.full_tables,
        replace(shelf(message("onboarding.ask_job", general="Autre")), jobs=SHIPPED.jobs),
        "assistanat is missing",
    ),
    (
        "a state has no words",
        messages.full_tables,
        shelf(message("privacy.states", active="en cours")),
        "finished is missing",
    ),
    (
        "a table has a choice nobody looks up",
        messages.full_tables,
        shelf(message("phone.kinds", hologram="(hologramme)")),
        "hologram is not known",
    ),
    (
        "Telegram would refuse the short description",
        messages.short_profile,
        shelf(message("telegram.about", "a" * 121)),
        "at most 120",
    ),
)
