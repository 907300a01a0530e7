// Turns plain text into nodes, never into markup: what people write stays what they wrote.

const LINK = /https?:\/\/[^\s<>"«»]+/giu;
const BLANK = /\[[^\]\n]{1,80}\]/gu;
const TRAILING = /[.,;:!?…)\]]+$/u;

export function clone(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

// Fills {name} in the sentences a template carries in data-<key>.
export function phrase(element, key, words = {}) {
  return element.dataset[key].replace(/\{(\w+)\}/gu, (_, word) => words[word] ?? "");
}

function link(address) {
  if (!URL.canParse(address)) return document.createTextNode(address);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.textContent = address;
  return anchor;
}

function blank(words) {
  const mark = document.createElement("mark");
  mark.textContent = words;
  return mark;
}

function fill(element, text, pattern, wrap) {
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const found = pattern === LINK ? match[0].replace(TRAILING, "") : match[0];
    element.append(text.slice(done, match.index), wrap(found));
    done = match.index + found.length;
  }
  element.append(text.slice(done));
}

export const fillText = (element, text) => fill(element, text, LINK, link);
export const fillPrompt = (element, text) => fill(element, text, BLANK, blank);

function copyTheOldWay(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "vh";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

// The clipboard API exists on https and localhost only. Returns whether the text was copied.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}
