// A phone that plays WhatsApp: which ones do, and the line that tells whether its window is open.

import { phrase } from "./phone.text.js";
import { shortlyOf } from "./phone.time.js";

const { whatsapp: suffix, onWhatsapp } = document.body.dataset;

export const playsWhatsapp = (handle) => Boolean(suffix) && handle.endsWith(suffix);

// The handle of a new phone, at most 32 characters; on WhatsApp its end says so.
export function handleOn(app, handle) {
  if (!app || !handle || playsWhatsapp(handle)) return handle;
  return handle.slice(0, 32 - suffix.length).replace(/-+$/u, "") + suffix;
}

export function ownName(handle) {
  const own = playsWhatsapp(handle) ? handle.slice(0, -suffix.length) || handle : handle;
  return own.slice(0, 1).toUpperCase() + own.slice(1);
}

// The name that tells two phones of one person apart.
export const fullName = ({ handle, name }) =>
  playsWhatsapp(handle) ? onWhatsapp.replace("{name}", name) : name;

export class WindowLine {
  constructor(line, now) {
    this.line = line;
    this.now = now;
  }

  // `until` as the product tells it: an instant, "never", or null on a phone without a window.
  tell(until) {
    this.line.hidden = !until;
    if (!until) return;
    const end = Date.parse(until);
    const state = Number.isNaN(end) ? "never" : end < this.now() ? "closed" : "open";
    const words = phrase(this.line, state, { date: Number.isNaN(end) ? "" : shortlyOf(end) });
    if (this.line.textContent === words) return;
    this.line.textContent = words;
    this.line.dataset.state = state;
  }
}
