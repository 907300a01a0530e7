// Talks to the product. Every call ends: with JSON, or with a Refusal that says if trying again helps.

const token = document.body.dataset.token;
const REPLY_WITHIN = 10_000;
const CLOCK_WITHIN = 300_000; // every minute in between is played: a week takes its time

export class Refusal extends Error {
  constructor(status) {
    super(`refused with ${status}`);
    this.status = status; // 0: nobody answered
  }

  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

async function answerOf(path, { query = {}, body, within = REPLY_WITHIN } = {}) {
  const url = new URL(path, location.origin);
  if (token) query = { ...query, token };
  url.search = new URLSearchParams(query);
  const options = { cache: "no-store", signal: AbortSignal.timeout(within) };
  if (body) {
    options.method = "POST";
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new Refusal(0);
  }
  if (!response.ok) throw new Refusal(response.status);
  return response;
}

async function call(path, options) {
  const response = await answerOf(path, options);
  return response.json().catch(() => null);
}

// Of a phone that plays WhatsApp also: until when free text is taken, and what came as a template.
export async function messagesAfter(handle, id) {
  const response = await answerOf(`/phone/${handle}/messages`, { query: { after: id } });
  const approved = new Set(response.headers.get("X-Templates")?.split(" ").map(Number));
  const batch = await response.json();
  for (const message of batch) message.approved = approved.has(message.id);
  return { batch, until: response.headers.get("X-Window-Until") };
}

export const post = (handle, message) => call(`/phone/${handle}/messages`, { body: message });

export const readClock = () => call("/phone/clock");

export const moveClock = (step) => call("/phone/clock", { body: step, within: CLOCK_WITHIN });

// crypto.randomUUID exists on https and localhost only; a phone may also be opened by its address.
export function newClientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
