// One conversation: what was said, what I am saying, and which is which when the echo comes back.

import { botBubble, chosen, myBubble, separateDays, stamp } from "./phone.bubbles.js";
import { newClientId, post } from "./phone.api.js";

const TYPING_FOR = 8_000;
const NEAR = 48; // pixels from the bottom that still mean "reading the end"

export class Thread {
  constructor(root, handle, now) {
    this.handle = handle;
    this.now = now;
    this.list = root.querySelector("[role=log]");
    this.scroll = root.querySelector(".scroll");
    this.jump = root.querySelector("[data-jump]");
    this.empty = root.querySelector(".empty");
    this.typing = root.querySelector("[data-typing]");
    this.root = root;
    this.last = 0;
    this.seen = new Set();
    this.mine = []; // what I sent and have not yet seen come back
    this.line = Promise.resolve(); // one at a time: my messages leave in the order I wrote them
    this.group = null; // in a shared group: who acts
    this.stuck = true;
    this.top = 0; // where the scroll last was
    this.follow();
  }

  follow() {
    this.jump.addEventListener("click", () => {
      this.toEnd();
      this.scroll.focus();
    });
    this.scroll.addEventListener("scroll", () => this.watchEnd(), { passive: true });
    const resized = new ResizeObserver(() => this.stuck && this.toEnd());
    for (const element of [this.scroll, this.list]) resized.observe(element);
  }

  // Only a person leaves the end, by going up: content that grows does not.
  watchEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.stuck = true;
    else if (scrollTop < this.top) this.stuck = false;
    this.top = scrollTop;
    if (this.stuck) this.jump.hidden = true;
  }

  toEnd() {
    this.stuck = true;
    this.jump.hidden = true;
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  // Something new is shown: stay at the end for who reads it, tell the others.
  settle(loud) {
    if (this.stuck) this.toEnd();
    else if (loud) this.jump.hidden = false;
  }

  // ---- what comes in

  receive(batch) {
    const fresh = batch.filter((message) => !this.seen.has(message.id));
    fresh.sort((a, b) => a.id - b.id).forEach((message) => this.show(message));
    this.list.ariaBusy = "false";
    this.empty.hidden = this.list.childElementCount > 0;
    const answers = fresh.filter((message) => message.from === "bot").length;
    if (answers) this.wait(false);
    if (fresh.length) {
      separateDays(this.list);
      this.markLatest();
      this.settle(answers > 0);
    }
    return answers;
  }

  show(message) {
    this.seen.add(message.id);
    this.last = Math.max(this.last, message.id);
    if (message.from === "me") this.showMine(message);
    else if (message.edits) this.replaceShown(message);
    else this.list.append(this.dated(botBubble(message, (...tap) => this.choose(...tap)), message));
  }

  // A message that changes where it stands; one that is not shown any more has nothing to change.
  replaceShown(message) {
    const old = this.list.querySelector(`[data-id="${message.edits}"]`);
    if (!old) return;
    const bubble = botBubble(message, (...tap) => this.choose(...tap));
    old.replaceWith(this.dated(bubble, { ...message, id: message.edits, at: new Date(Number(old.dataset.at)) }));
  }

  dated(bubble, message) {
    bubble.dataset.id = message.id;
    stamp(bubble, Date.parse(message.at));
    return bubble;
  }

  showMine(message) {
    const sent = this.recognise(message);
    if (!sent) {
      const bubble = this.dated(myBubble(message), message);
      bubble.dataset.state = "sent";
      this.list.append(bubble);
      this.markChosen(message.text);
      return;
    }
    this.mine.splice(this.mine.indexOf(sent), 1);
    this.arrived(sent);
    this.dated(sent.bubble, message);
    this.reorder(sent.bubble);
  }

  // The echo carries no client id: the first one waiting with these words, else the first whose
  // words the product chooses (a tap, a photo).
  recognise({ text }) {
    const words = this.group ? text.replace(/^[^:]* : /u, "") : text;
    return (
      this.mine.find(({ shown }) => shown === words) ?? this.mine.find(({ body }) => !body.text)
    );
  }

  // A message of the coach may have crossed mine: the ids tell who spoke first.
  reorder(bubble) {
    const later = (other) => other?.dataset.id && Number(other.dataset.id) < Number(bubble.dataset.id);
    while (later(bubble.nextElementSibling)) bubble.nextElementSibling.after(bubble);
  }

  markLatest() {
    const bubbles = Array.from(this.list.querySelectorAll("[data-from=bot]"));
    const latest = bubbles.at(-1);
    for (const bubble of bubbles) bubble.toggleAttribute("data-latest", bubble === latest);
  }

  // After a reload: a choice is a message of mine with the label of the buttons just before it.
  markChosen(text) {
    const bubbles = Array.from(this.list.querySelectorAll("[data-from=bot]"));
    const labels = bubbles.at(-1)?.querySelectorAll("[data-button]") ?? [];
    for (const button of labels) {
      const label = button.querySelector("span").textContent;
      if (label === text || button.dataset.button === text) chosen(button);
    }
  }

  // ---- what goes out

  say(text) {
    return this.send({ text }, { text });
  }

  attach(kind) {
    return this.send({ kind }, { kind });
  }

  choose(button, { id, label }) {
    if (button.sent?.bubble.dataset.state === "failed") this.retry(button.sent);
    if (button.ariaDisabled === "true") return;
    if (!this.group) chosen(button); // in a group the next one presses it too
    button.sent = this.send({ button: id }, { text: label }, button);
  }

  send(body, look, button = null) {
    const bubble = myBubble(look);
    const whose = this.group ? { as: this.group.value } : {};
    const sent = { body: { ...body, ...whose, client_id: newClientId() }, shown: look.text, bubble, button };
    stamp(bubble, this.now());
    bubble.querySelector("[data-retry]").addEventListener("click", () => {
      this.scroll.focus({ preventScroll: true });
      this.retry(sent);
    });
    this.mine.push(sent);
    this.empty.hidden = true;
    this.list.append(bubble);
    separateDays(this.list);
    this.toEnd();
    this.dispatch(sent);
    return sent;
  }

  retry(sent) {
    if (sent.bubble.dataset.state === "failed") this.dispatch(sent);
  }

  // The connection is back: what failed for lack of it leaves again, in order.
  retryLost() {
    for (const sent of [...this.mine]) if (sent.passing) this.retry(sent);
  }

  dispatch(sent) {
    sent.bubble.dataset.state = "pending";
    this.wait(true);
    this.line = this.line.then(async () => {
      try {
        await post(this.handle, sent.body);
        this.arrived(sent);
      } catch (refusal) {
        this.failed(sent, refusal);
      }
    });
  }

  arrived(sent) {
    sent.bubble.dataset.state = "sent";
    sent.passing = false;
  }

  failed(sent, refusal) {
    if (sent.bubble.dataset.id) return; // its echo came: only the acknowledgement was lost
    sent.bubble.dataset.state = "failed";
    sent.passing = Boolean(refusal.passing);
    this.wait(false);
    this.settle(false);
  }

  wait(yes) {
    clearTimeout(this.typingEnds);
    this.typing.hidden = !yes;
    this.root.toggleAttribute("data-waiting", yes);
    if (yes) this.typingEnds = setTimeout(() => this.wait(false), TYPING_FOR);
    if (yes && this.stuck) this.toEnd();
  }

  // The product was started afresh: its ids begin again, so does this conversation.
  forget() {
    this.last = 0;
    this.seen.clear();
    this.list.ariaBusy = "true";
    this.mine = this.mine.filter(({ bubble }) => bubble.dataset.state !== "sent");
    this.list.replaceChildren(...this.mine.map(({ bubble }) => bubble));
  }
}
