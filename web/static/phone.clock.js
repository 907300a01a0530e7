// The product's time: shown, and moved forward for everybody at once.

import { moveClock, readClock } from "./phone.api.js";
import { phrase } from "./phone.text.js";
import { momentOf, tomorrowAt } from "./phone.time.js";

const READ_EVERY = 5_000; // another page may move it
const WATCH_EVERY = 400;

export class Clock {
  constructor(root, { onMove }) {
    this.root = root;
    this.onMove = onMove;
    this.face = root.querySelector("time");
    this.bar = root.querySelector("progress");
    this.status = root.querySelector("[role=status]");
    this.buttons = Array.from(root.querySelectorAll("button"));
    this.ahead = 0; // milliseconds between the product's time and this machine's
    for (const button of this.buttons) button.addEventListener("click", () => this.press(button));
  }

  now = () => Date.now() + this.ahead;

  start() {
    this.read();
    setInterval(() => this.paint(), 1_000);
    setInterval(() => !document.hidden && !this.target && this.read(), READ_EVERY);
  }

  // A product without this clock answers 404: the bar stays away.
  async read() {
    try {
      this.set(await readClock());
    } catch {
      return;
    }
    this.root.hidden = false;
  }

  set({ now }) {
    this.ahead = Date.parse(now) - Date.now();
    this.paint();
    if (this.target) this.bar.value = Math.min(1, (this.now() - this.from) / (this.target - this.from));
  }

  paint() {
    const moment = momentOf(this.now()) + this.root.dataset.suffix;
    if (this.face.textContent === moment) return;
    this.face.textContent = moment;
    this.face.dateTime = new Date(this.now()).toISOString();
  }

  press(button) {
    if (this.target) return;
    const { advance, tomorrow } = button.dataset;
    if (advance) {
      this.move({ advance_minutes: Number(advance) }, this.now() + advance * 60_000);
      return;
    }
    const morning = tomorrowAt(this.now(), Number(tomorrow));
    this.move({ set: new Date(morning).toISOString() }, morning);
  }

  async move(step, target) {
    this.busy(target);
    const watch = setInterval(() => this.read(), WATCH_EVERY);
    let outcome = "arrived";
    try {
      this.set(await moveClock(step));
    } catch {
      outcome = "failed";
    }
    clearInterval(watch);
    this.busy(0);
    await this.read();
    this.status.textContent = phrase(this.root, outcome, { date: momentOf(this.now()) });
    this.status.toggleAttribute("data-bad", outcome === "failed");
    this.onMove();
  }

  // Buttons stay focusable while time runs: a keyboard must not lose its place.
  busy(target) {
    this.from = this.now();
    this.target = target;
    this.root.ariaBusy = String(Boolean(target));
    this.bar.hidden = !target;
    this.bar.removeAttribute("value");
    for (const button of this.buttons) button.ariaDisabled = target ? "true" : null;
    if (!target) return;
    this.status.textContent = this.root.dataset.running;
    this.status.removeAttribute("data-bad");
  }
}
