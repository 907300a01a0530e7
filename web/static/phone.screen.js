// One phone: its frame, its conversation, and the asking for news.

import { messagesAfter } from "./phone.api.js";
import { Composer } from "./phone.composer.js";
import { clone, phrase } from "./phone.text.js";
import { Thread } from "./phone.thread.js";

const FRONT = 700;
const ASIDE = 2_500;
const HIDDEN = 6_000;
const SLOWEST = 10_000;

export class Screen {
  constructor(person, { now, onNews, onClose }) {
    this.handle = person.handle;
    this.onNews = onNews;
    this.root = this.frame(person);
    this.thread = new Thread(this.root, person.handle, now);
    this.composer = new Composer(this.root.querySelector("[data-composer]"), this.thread);
    this.banner = this.root.querySelector(".lost");
    this.failures = 0;
    this.front = true;
    this.root.querySelector("[data-suggestion]").addEventListener("click", ({ currentTarget }) => {
      this.composer.field.focus();
      this.thread.say(currentTarget.dataset.suggestion);
    });
    this.root.querySelector("[data-close]").addEventListener("click", onClose);
  }

  frame({ handle, name, role, added }) {
    const root = clone("t-phone");
    root.id = `phone-${handle}`;
    root.dataset.phone = handle;
    const title = root.querySelector("h2");
    title.id = `title-${handle}`;
    root.setAttribute("aria-labelledby", title.id);
    title.firstElementChild.textContent = phrase(title.firstElementChild, "ownerLabel", { name });
    const owner = root.querySelector(".phone-owner");
    owner.textContent = phrase(owner, "label", { name }) + (role && ` · ${role}`);
    for (const element of root.querySelectorAll(".scroll, [role=log], textarea")) {
      element.ariaLabel = phrase(element, "label", { name });
    }
    const close = root.querySelector("[data-close]");
    close.hidden = !added;
    close.lastElementChild.textContent = phrase(close.lastElementChild, "label", { name });
    return root;
  }

  // ---- news

  start() {
    this.poll();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  // Asks at once; a call already under way is enough.
  hurry() {
    if (this.asking || this.stopped) return;
    clearTimeout(this.timer);
    this.poll();
  }

  async poll() {
    this.asking = true;
    try {
      await this.ask();
      this.found();
    } catch (refusal) {
      this.lost(refusal);
    }
    this.asking = false;
    if (!this.stopped) this.timer = setTimeout(() => this.poll(), this.pause());
  }

  async ask() {
    const { thread } = this;
    // After a silence, ask for the last message again: a product started afresh has lost it.
    const known = this.failures > 0 && thread.last > 0;
    const batch = await messagesAfter(this.handle, known ? thread.last - 1 : thread.last);
    if (this.stopped) return;
    if (known && !batch.some(({ id }) => id === thread.last)) thread.forget();
    const first = thread.last === 0;
    const answers = thread.receive(batch);
    if (answers && !first) this.onNews(answers);
  }

  pause() {
    const usual = document.hidden ? HIDDEN : this.front ? FRONT : ASIDE;
    return Math.min(SLOWEST, usual * 2 ** this.failures);
  }

  found() {
    if (!this.failures) return;
    this.failures = 0;
    this.banner.textContent = "";
    this.thread.retryLost();
  }

  lost(refusal) {
    this.failures = Math.min(this.failures + 1, 8);
    const words = refusal.status && !refusal.passing ? "refused" : "lost";
    if (this.banner.textContent !== this.banner.dataset[words]) {
      this.banner.textContent = this.banner.dataset[words];
    }
  }
}
