// The page of phones: who is here, who is in front, and the time they share.

import { Clock } from "./phone.clock.js";
import { Screen } from "./phone.screen.js";
import { clone } from "./phone.text.js";
import { handleOn, ownName, playsWhatsapp } from "./phone.whatsapp.js";

const REMEMBERED = "dixminutes.phones";
const HANDLE = /^(?:groups\/)?[a-z0-9-]{1,32}$/u;
const phones = document.getElementById("phones");
const people = document.getElementById("people");
const narrow = matchMedia("(max-width: 719px)");
const here = new Map(); // handle → { person, screen, tab, unread }
const title = document.title;
let front = "";

const clock = new Clock(document.getElementById("clock"), { onMove: hurry });

function hurry() {
  for (const { screen } of here.values()) screen.hurry();
}

// ---- people

function remember() {
  const added = [...here.values()].filter(({ person }) => person.added);
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(added.map(({ person }) => person.handle)));
  } catch {
    // A browser that keeps nothing: the phone lives as long as the page.
  }
}

function remembered() {
  try {
    const handles = JSON.parse(localStorage.getItem(REMEMBERED) ?? "[]");
    return handles.filter((handle) => HANDLE.test(handle));
  } catch {
    return [];
  }
}

function tabFor(person, item) {
  const tab = clone("t-person");
  tab.dataset.tab = person.handle;
  tab.querySelector(".person-name").textContent = person.name;
  const face = tab.querySelector(".face");
  face.textContent = person.name.slice(0, 1).toUpperCase();
  face.dataset.hue = here.size % 6;
  if (playsWhatsapp(person.handle)) {
    tab.dataset.app = "whatsapp";
    tab.querySelector(".person-app").hidden = false;
  }
  tab.addEventListener("click", () => {
    bringForward(person.handle);
    if (!narrow.matches) here.get(person.handle).screen.composer.field.focus({ preventScroll: true });
  });
  item.replaceChildren(tab);
  return tab;
}

function welcome(person, item) {
  const tab = tabFor(person, item);
  const screen = new Screen(person, {
    now: clock.now,
    onNews: (count) => count && news(person.handle, count),
    onClose: () => dismiss(person.handle),
  });
  here.set(person.handle, { person, screen, tab, item, unread: 0 });
  screen.root.addEventListener("focusin", () => putInFront(person.handle));
  screen.root.addEventListener("pointerdown", () => putInFront(person.handle));
  phones.append(screen.root);
  screen.start();
}

function add(handle) {
  if (here.has(handle)) return;
  const item = document.createElement("li");
  people.append(item);
  welcome({ handle, name: ownName(handle), role: "", added: true }, item);
  remember();
}

function dismiss(handle) {
  const { screen, item } = here.get(handle);
  screen.stop();
  screen.root.remove();
  item.remove();
  here.delete(handle);
  remember();
  const next = [...here.keys()].at(-1);
  if (!next) return;
  bringForward(next);
  here.get(next).tab.focus();
}

// ---- who is in front

function putInFront(handle) {
  if (handle === front && here.get(handle).unread === 0) return;
  front = handle;
  for (const [other, entry] of here) {
    const chosen = other === handle;
    entry.tab.ariaCurrent = chosen ? "true" : null;
    entry.screen.root.toggleAttribute("data-front", chosen);
    entry.screen.front = chosen || !narrow.matches;
  }
  history.replaceState(null, "", `#${handle}`);
  read(handle);
}

function bringForward(handle, { glide = true } = {}) {
  putInFront(handle);
  const { screen, tab } = here.get(handle);
  const still = !glide || matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = still ? "instant" : "smooth";
  screen.root.scrollIntoView({ behavior, inline: "center", block: "nearest" });
  tab.scrollIntoView({ behavior, inline: "center", block: "nearest" });
  screen.hurry();
}

function unread(handle, count) {
  const entry = here.get(handle);
  entry.unread = count;
  const badge = entry.tab.querySelector(".unread");
  badge.hidden = !count;
  badge.firstElementChild.textContent = count > 99 ? "99" : count;
  const total = [...here.values()].reduce((sum, other) => sum + other.unread, 0);
  document.title = total ? `(${total}) ${title}` : title;
}

function read(handle) {
  if (here.get(handle)?.unread) unread(handle, 0);
}

function news(handle, count) {
  const looking = !document.hidden && (handle === front || !narrow.matches);
  if (!looking) unread(handle, here.get(handle).unread + count);
}

// ---- another phone

function asHandle(text) {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/gu, "-").replace(/^-+|-+$/gu, "").slice(0, 32);
}

function adding() {
  const dialog = document.getElementById("add-dialog");
  const field = dialog.querySelector("input");
  const app = dialog.querySelector("[name=whatsapp]");
  const error = dialog.querySelector(".error");
  document.getElementById("add").addEventListener("click", () => {
    field.value = "";
    if (app) app.checked = false;
    error.textContent = "";
    field.ariaInvalid = null;
    dialog.showModal();
  });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", (event) => {
    const handle = handleOn(app?.checked, asHandle(field.value));
    if (!handle) {
      event.preventDefault();
      error.textContent = error.dataset.empty;
      field.ariaInvalid = "true";
      field.focus();
      return;
    }
    add(handle);
    bringForward(handle, { glide: false });
    // The dialog hands focus back to its opener when it closes: take it after that.
    const { field: composer } = here.get(handle).screen.composer;
    dialog.addEventListener("close", () => composer.focus({ preventScroll: true }), { once: true });
  });
}

// ---- start

function begin() {
  for (const item of people.querySelectorAll("li")) welcome({ ...item.dataset }, item);
  remembered().forEach(add);
  const asked = location.hash.slice(1);
  if (HANDLE.test(asked)) add(asked);
  const first = here.has(asked) ? asked : here.keys().next().value;
  if (first) bringForward(first, { glide: false });
  adding();
  clock.start();
}

narrow.addEventListener("change", () => {
  for (const [handle, { screen }] of here) screen.front = handle === front || !narrow.matches;
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  if (narrow.matches) read(front);
  else for (const handle of here.keys()) read(handle);
  hurry();
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address keeps naming the phone in front
  here.get(front)?.screen.composer.field.focus();
});
addEventListener("online", hurry);
addEventListener("hashchange", () => {
  const asked = location.hash.slice(1);
  if (!HANDLE.test(asked) || asked === front) return;
  add(asked);
  bringForward(asked);
});

begin();
