// Makes the pieces of a conversation: bubbles, the block to copy, the choices, the days.

import { clone, copy, fillPrompt, fillText } from "./phone.text.js";
import { dayKey, dayOf, timeOf } from "./phone.time.js";

const COPIED_FOR = 2_000;

export function stamp(bubble, at) {
  const time = bubble.querySelector("time");
  time.dateTime = new Date(at).toISOString();
  time.textContent = timeOf(at);
  bubble.dataset.day = dayKey(at);
  bubble.dataset.at = at;
}

function promptBlock(text) {
  const block = clone("t-prompt");
  fillPrompt(block.querySelector(".prompt-text"), text);
  const button = block.querySelector("[data-copy]");
  const label = button.querySelector("span");
  const idle = label.textContent;
  let reset = 0;
  button.addEventListener("click", async () => {
    const done = await copy(text);
    button.focus();
    label.textContent = done ? label.dataset.copied : label.dataset.failed;
    button.toggleAttribute("data-done", done);
    clearTimeout(reset);
    reset = setTimeout(() => {
      label.textContent = idle;
      button.removeAttribute("data-done");
    }, COPIED_FOR);
  });
  return block;
}

function choiceButton({ id, label }, onChoose) {
  const button = clone("t-choice");
  button.dataset.button = id;
  button.querySelector("span").textContent = label;
  button.addEventListener("click", () => onChoose(button, { id, label }));
  return button;
}

export function chosen(button, yes = true) {
  button.toggleAttribute("data-chosen", yes);
  button.ariaDisabled = yes ? "true" : null;
  button.querySelector(".chosen-word").hidden = !yes;
}

export function botBubble(message, onChoose) {
  const bubble = clone("t-bot");
  fillText(bubble.querySelector(".text"), message.text);
  if (message.approved) bubble.querySelector(".text").before(clone("t-approved"));
  if (message.picture) {
    const picture = clone("t-picture");
    picture.src = message.picture.url;
    picture.alt = message.picture.alt;
    bubble.querySelector(".text").before(picture);
  }
  if (message.prompt) bubble.querySelector(".text").after(promptBlock(message.prompt));
  if (message.buttons.length) {
    const choices = clone("t-choices");
    choices.append(...message.buttons.map((button) => choiceButton(button, onChoose)));
    bubble.append(choices);
  }
  return bubble;
}

function attachment(kind) {
  const item = document.querySelector("#t-phone").content.querySelector(`[data-kind="${kind}"]`);
  return Array.from(item.cloneNode(true).children);
}

export function myBubble({ text, kind }) {
  const bubble = clone("t-me");
  const words = bubble.querySelector(".text");
  if (kind) {
    bubble.dataset.sort = kind;
    words.append(...attachment(kind));
  } else {
    fillText(words, text);
  }
  return bubble;
}

// Puts a day between bubbles of two days; touches only what changed, screen readers hear the rest.
export function separateDays(list) {
  let day = "";
  for (const item of Array.from(list.children)) {
    if (item.matches(".day")) {
      const next = item.nextElementSibling;
      if (!next?.dataset.at || next.dataset.day === day || next.dataset.day !== item.dataset.of) {
        item.remove();
      } else {
        day = item.dataset.of;
      }
    } else if (item.dataset.day !== day) {
      day = item.dataset.day;
      const separator = clone("t-day");
      separator.dataset.of = day;
      separator.firstElementChild.textContent = dayOf(Number(item.dataset.at));
      item.before(separator);
    }
  }
}
