/** The foot of a chat: START, UNBLOCK, or the typing box with its menus and the reply keyboard. */
import { foldMenu, h, icon, iconButton } from "./dom.js";

/** Places to share, picked for their time zones. */
const PLACES = [
  ["Berlin", 52.52, 13.405], ["London", 51.507, -0.128], ["New York", 40.713, -74.006], ["Los Angeles", 34.052, -118.244],
  ["São Paulo", -23.55, -46.633], ["Kathmandu", 27.717, 85.324], ["Tokyo", 35.676, 139.65], ["Lord Howe Island", -31.555, 159.082],
  ["Apia", -13.833, -171.767], ["Middle of the ocean", 0, -160],
];

export class Composer {
  /** `deeds`: send(text), edit(message, text), key(text, place), attach(kind, body), unblock(), lastOwn(). */
  constructor(name, deeds) {
    this.deeds = deeds;
    this.editing = null;
    this.place = h("select", { "aria-label": "Place to share" }, PLACES.map(([title], index) => h("option", { value: index }, title)));
    this.box = h("textarea", {
      rows: 1, maxLength: 4096, placeholder: "Message", dir: "auto", enterKeyHint: "send", autocomplete: "off", "aria-label": `Message from ${name}`,
      oninput: () => this.fit(), onkeydown: (event) => this.key(event),
    });
    this.commands = h("div", { class: "menu commands", role: "group", "aria-label": "Commands" });
    this.menuButton = h("button", { type: "button", class: "menu-button", "aria-label": "Commands", title: "Commands" }, icon("menu"));
    const attachments = this.attachments();
    const clip = iconButton("clip", "Attach");
    this.banner = h("div", { class: "banner", hidden: true }, h("span", {}, "Changing your message"), iconButton("close", "Leave it as it is", { onclick: () => this.stopEdit() }));
    this.keyboard = h("div", { class: "keyboard", role: "group", "aria-label": "Keyboard from the bot", hidden: true });
    this.form = h("form", { class: "composer", onsubmit: (event) => (event.preventDefault(), this.submit()) },
      this.menuButton, this.box, clip, iconButton("send", "Send", { type: "submit", class: "send" }), this.commands, attachments);
    this.start = h("button", { type: "button", class: "wide-button", onclick: () => deeds.send("/start") }, "START");
    this.unblock = h("button", { type: "button", class: "wide-button", onclick: () => deeds.unblock() }, "UNBLOCK");
    this.element = h("footer", { class: "foot" }, this.start, this.unblock, this.banner, this.form, this.keyboard);
    foldMenu(this.menuButton, this.commands);
    foldMenu(clip, attachments);
  }

  attachments() {
    const item = (name, words, kind) => h("button", { type: "button", onclick: () => this.deeds.attach(kind, {}) }, icon(name), words);
    return h("div", { class: "menu attachments", role: "group", "aria-label": "Attach" },
      item("photo", "Photo", "photo"), item("sticker", "Sticker", "sticker"), item("voice", "Voice message", "voice"),
      h("div", { class: "menu-pair" },
        h("button", { type: "button", onclick: () => this.deeds.attach("location", this.chosenPlace()) }, icon("pin"), "Location"), this.place));
  }

  chosenPlace() {
    const [, latitude, longitude] = PLACES[Number(this.place.value)];
    return { latitude, longitude };
  }

  /** Show what this person can do now. */
  update(person) {
    const held = this.element.contains(document.activeElement);
    this.start.hidden = person.started || person.blocked;
    this.unblock.hidden = !person.blocked;
    this.form.hidden = !person.started || person.blocked;
    this.showKeyboard(person.blocked ? null : person.keyboard);
    const { commands } = person.profile;
    this.menuButton.hidden = !commands.length;
    this.commands.replaceChildren(...commands.map(({ command, description }) =>
      h("button", { type: "button", onclick: () => this.deeds.send(`/${command}`) }, h("b", {}, `/${command}`), h("span", {}, description))));
    this.box.placeholder = person.keyboard?.placeholder || "Message";
    // Hiding the control that had the focus leaves the focus nowhere, or in some browsers on what is hidden.
    const focused = document.activeElement;
    if (held && !(this.element.contains(focused) && focused.checkVisibility())) this.focus();
  }

  showKeyboard(keyboard) {
    this.keyboard.hidden = !keyboard;
    this.keyboard.replaceChildren(...(keyboard?.rows ?? []).map((row) => h("div", { class: "key-row" }, row.map((key) =>
      h("button", { type: "button", class: `key ${key.style ?? ""}`, onclick: () => this.deeds.key(key.text, this.chosenPlace()) },
        h("span", { class: "words", dir: "auto" }, key.text), key.request === "location" ? icon("pin") : null)))));
  }

  focus() {
    [this.start, this.unblock, this.box].find((element) => element.checkVisibility())?.focus();
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.editing) {
      this.stopEdit();
    } else if (event.key === "ArrowUp" && !this.box.value) {
      const message = this.deeds.lastOwn();
      if (message) {
        event.preventDefault();
        this.startEdit(message);
      }
    }
  }

  async submit() {
    const text = this.box.value;
    if (!text.trim()) return;
    const done = this.editing ? await this.deeds.edit(this.editing, text) : await this.deeds.send(text);
    if (done) this.stopEdit();
  }

  startEdit(message) {
    this.editing = message.id;
    this.banner.hidden = false;
    this.box.value = message.text;
    this.fit();
    this.box.focus();
  }

  stopEdit() {
    this.editing = null;
    this.banner.hidden = true;
    this.box.value = "";
    this.fit();
  }

  fit() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 140)}px`;
  }
}
