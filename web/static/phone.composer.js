// The line one writes on, and the menu of what is not words.

const grows = CSS.supports("field-sizing", "content");

export class Composer {
  constructor(form, thread) {
    this.field = form.querySelector("textarea");
    this.button = form.querySelector("[data-send]");
    this.thread = thread;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.attachMenu(form.querySelector(".attach"));
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  changed() {
    this.button.ariaDisabled = String(!this.field.value.trim());
    if (grows) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }

  send() {
    const text = this.field.value.trim();
    this.field.focus();
    if (!text) return;
    this.field.value = "";
    this.changed();
    this.thread.say(text);
  }

  attachMenu(root) {
    const opener = root.querySelector("[data-attach]");
    const menu = root.querySelector(".attach-menu");
    const items = Array.from(menu.children);
    const show = (open) => {
      menu.hidden = !open;
      opener.ariaExpanded = String(open);
      if (open) items[0].focus();
    };
    opener.addEventListener("click", () => show(menu.hidden));
    root.addEventListener("focusout", ({ relatedTarget }) => {
      if (!menu.hidden && !root.contains(relatedTarget)) show(false);
    });
    root.addEventListener("keydown", (event) => {
      const at = items.indexOf(document.activeElement);
      const move = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (event.key === "Escape" && !menu.hidden) {
        show(false);
        opener.focus();
      } else if (at >= 0 && move !== undefined) {
        event.preventDefault();
        items.at(move % items.length).focus();
      }
    });
    menu.addEventListener("click", (event) => {
      const item = event.target.closest("[data-kind]");
      if (!item) return;
      show(false);
      this.field.focus();
      this.thread.attach(item.dataset.kind);
    });
  }
}
