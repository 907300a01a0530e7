// One phone: its frame, its conversation, and the asking for news.

import { messagesAfter } from "./phone.api.js";
import { Composer } from "./phone.composer.js";
import { clone, phrase } from "./phone.text.js";
import { Thread } from "./phone.thread.js";
import { WindowLine, fullName, playsWhatsapp } from "./phone.whatsapp.js";

const FRONT = 700;
const ASIDE = 2_500;
const HIDDEN = 6_000;
const SLOWEST = 10_000;

const isGroup = (handle) => handle.startsWith("groups/");

export class Screen {
  constructor(person, { now, onNews, onClose }) {
    this.handle = person.handle;
    this.onNews = onNews;
    this.root = this.frame(person);
    this.thread = new Thread(this.root, person.handle, now);
    this.composer = new Composer(this.root.querySelector("[data-composer]"), this.thread);
    this.banner = this.root.querySelector(".lost");
    this.window = new WindowLine(this.root.querySelector(".window"), now);
    if (isGroup(person.handle)) this.share();
    this.failures = 0;
    this.front = true;
    this.root.querySelector("[data-suggestion]").addEventListener("click", ({ currentTarget }) => {
      this.composer.field.focus();
      this.thread.say(currentTarget.dataset.suggestion);
    });
    this.root.querySelector("[data-close]").addEventListener("click", onClose);
  }

  frame(person) {
    const { handle, role, added } = person;
    const name = fullName(person);
    const root = clone("t-phone");
    root.id = `phone-${handle.replace("/", "-")}`;
    root.dataset.phone = handle;
    const title = root.querySelector("h2");
    title.id = `title-${handle.replace("/", "-")}`;
    root.setAttribute("aria-labelledby", title.id);
    title.firstElementChild.textContent = phrase(title.firstElementChild, "ownerLabel", { name });
    const owner = root.querySelector(".phone-owner");
    owner.textContent = phrase(owner, "label", { name: person.name }) + (role && ` · ${role}`);
    for (const element of root.querySelectorAll(".scroll, [role=log], textarea")) {
      element.ariaLabel = phrase(element, "label", { name });
    }
    if (playsWhatsapp(handle)) this.dress(root, handle);
    const close = root.querySelector("[data-close]");
    close.hidden = !added;
    close.lastElementChild.textContent = phrase(close.lastElementChild, "label", { name });
    return root;
  }

  // As WhatsApp looks; whoever writes is told whether the window is open.
  dress(root, handle) {
    root.dataset.app = "whatsapp";
    root.querySelector(".phone-app").hidden = false;
    const line = root.querySelector(".window");
    line.id = `window-${handle}`;
    root.querySelector("textarea").setAttribute("aria-describedby", line.id);
  }

  // In a group one chooses who acts; a tap there belongs to them, a second one to somebody else.
  share() {
    const chooser = clone("t-as");
    const people = document.querySelectorAll("#people li:not([data-handle^='groups/'])");
    chooser.querySelector("select").append(
      ...Array.from(people, ({ dataset }) => new Option(dataset.name, dataset.handle)),
    );
    this.thread.group = chooser.querySelector("select");
    this.root.querySelector("[data-composer]").before(chooser);
    this.thread.empty = document.createElement("div");
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
    const from = known ? thread.last - 1 : thread.last;
    const { batch, until } = await messagesAfter(this.handle, from);
    if (this.stopped) return;
    this.window.tell(until);
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
