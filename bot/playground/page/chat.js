/** One person's chat: head, messages, toasts, foot. Holds no truth: it draws what the playground says. */
import { post } from "./api.js";
import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { dayOf, foldMenu, h, icon, iconButton, sameDay } from "./dom.js";

const NEAR_BOTTOM = 80;
const TYPING_FOR = 5000;
const BUSY_FOR = 8000;
const bare = ({ why, reading, ...message }) => JSON.stringify(message);

export class Chat {
  /** `page`: alert(text), touched(chat), active(), added(id), counted(). */
  constructor(person, page) {
    this.page = page;
    this.id = person.id;
    this.person = person;
    this.messages = new Map();
    this.unread = 0;
    this.loud = false;
    this.answered = new Set();
    this.composer = new Composer(person.name, {
      send: (text) => this.act("text", { text }),
      edit: (message_id, text) => this.act("edit", { message_id, text }),
      key: (text, place) => this.act("key", { text, ...place }),
      attach: (kind, body) => this.act(kind, body),
      unblock: () => this.act("unblock"),
      lastOwn: () => [...this.messages.values()].filter((message) => message.mine && !message.media).at(-1),
    });
    this.build();
    this.update(person);
  }

  build() {
    const { name } = this.person;
    this.subtitle = h("p", { class: "subtitle" });
    this.avatar = h("span", { class: "avatar", "aria-hidden": "true", data: { hue: this.id % 7 } }, [...name][0] ?? "?");
    const more = iconButton("more", `What ${name} can do`);
    this.blockButton = h("button", { type: "button", onclick: () => this.act(this.person.blocked ? "unblock" : "block") });
    const menu = h("div", { class: "menu", role: "group", "aria-label": `What ${name} can do` },
      h("button", { type: "button", onclick: () => this.restart() }, "Start over as a new chat"), this.blockButton,
      h("button", { type: "button", class: "danger-text", onclick: () => this.act("remove") }, "Remove this person"));
    this.empty = h("div", { class: "empty" });
    this.typing = h("div", { class: "typing", hidden: true }, h("span", {}, h("i"), h("i"), h("i")), h("span", { class: "visually-hidden" }, "The bot is typing"));
    this.list = h("div", { class: "list", role: "log", "aria-live": "polite", "aria-label": `Chat of ${name} with the bot` });
    this.log = h("div", { class: "log", tabIndex: 0, role: "group", "aria-label": `Messages of ${name}`, onscroll: () => this.looked() }, this.empty, this.list, this.typing);
    this.jumpCount = h("span", { class: "count" });
    this.jump = h("button", { type: "button", class: "jump", hidden: true, "aria-label": "Go to the newest message", onclick: () => this.toBottom() }, icon("down"), this.jumpCount);
    this.toasts = h("div", { class: "toasts", role: "status" });
    this.element = h("section", { class: "chat", id: `chat-${this.id}`, role: "tabpanel", "aria-label": name, onfocusin: () => this.page.touched(this), onpointerdown: () => this.page.touched(this) },
      h("header", { class: "chat-head" }, this.avatar, h("div", { class: "who" }, h("h2", { dir: "auto" }, name), this.subtitle), more, menu),
      h("div", { class: "stage" }, this.toasts, this.log, this.jump), this.composer.element);
    foldMenu(more, menu);
    new ResizeObserver(() => this.following && this.toBottom()).observe(this.log);
    this.following = true;
  }

  /** Do something as this person. True when it worked; otherwise the reason shows as a toast. */
  async act(action, body = {}) {
    try {
      const { result } = await post(`people/${this.id}/${action}`, body);
      if (["text", "key", "photo", "sticker", "voice", "location"].includes(action)) this.toBottom();
      return result ?? true;
    } catch (error) {
      this.toast({ text: error.message, alert: false }, "trouble");
      return false;
    }
  }

  async restart() {
    const inUse = this.page.active() === this;
    const id = await this.act("restart");
    if (id && inUse) this.page.added(id);
  }

  update(person) {
    this.person = person;
    this.subtitle.textContent = person.blocked ? "has blocked the bot" : `${person.language} · chat ${person.id}`;
    this.blockButton.textContent = person.blocked ? "Unblock the bot" : "Block the bot";
    this.composer.update(person);
    this.showEmpty();
  }

  showEmpty() {
    const { profile, blocked } = this.person;
    this.empty.hidden = this.messages.size > 0;
    this.empty.replaceChildren(h("div", { class: "card-empty" },
      h("h3", {}, "What can this bot do?"),
      h("p", { dir: "auto" }, profile.description || "The bot has not said yet. It sets its description when it starts."),
      blocked ? null : h("p", { class: "hint" }, "Press START below to begin.")));
  }

  /** Take over the playground's whole list, keeping what is unchanged. */
  sync(person) {
    const there = new Set(person.messages.map((message) => message.id));
    for (const id of this.messages.keys()) if (!there.has(id)) this.drop(id);
    for (const message of person.messages) this.put(message, false);
    this.update(person);
  }

  /** A message that is new, changed or gone. `live`: it happened just now, so count it and show the change. */
  put(message, live = true) {
    const old = this.messages.get(message.id);
    if (message.deleted) return this.drop(message.id);
    this.messages.set(message.id, message);
    if (old && bare(old) === bare(message)) return this.putNotes(message);
    const follow = this.following;
    const element = bubble(message, this.deeds(), this.messages.get(message.reply_to));
    if (old) this.swap(message.id, element, live && old.edits !== message.edits);
    else this.list.append(element);
    this.drawDays();
    if (!old && !message.mine) this.typing.hidden = true;
    this.empty.hidden = true;
    if (follow) this.toBottom();
    if (live && !old && !message.mine) this.count(message);
  }

  deeds() {
    return {
      send: (text) => this.act("text", { text }),
      press: (message, row, column, button) => this.press(message, row, column, button),
      copy: (text) => navigator.clipboard?.writeText(text).then(() => this.toast({ text: "Copied", alert: false })),
      edit: (message) => this.composer.startEdit(this.messages.get(message.id)),
    };
  }

  find(id) {
    return this.list.querySelector(`[data-id="${id}"]`);
  }

  /** Put the redrawn message in the old one's place, and the focus where it was or close to it. */
  swap(id, element, changed) {
    const old = this.find(id);
    const focused = old.contains(document.activeElement);
    const open = [...old.querySelectorAll("details[open]")].length > 0;
    old.replaceWith(element);
    if (open) element.querySelector("details")?.setAttribute("open", "");
    if (focused) (element.querySelector(".keys button, .keys a") ?? element).focus({ preventScroll: true });
    if (changed) {
      element.classList.add("changed");
      setTimeout(() => element.classList.remove("changed"), 1200);
    }
  }

  putNotes(message) {
    const fresh = bubble(message, this.deeds(), null);
    const element = this.find(message.id);
    for (const part of ["why", "reading"]) {
      const note = fresh.querySelector(`.fold[data-part="${part}"]`);
      const old = element.querySelector(`.fold[data-part="${part}"]`);
      if (old && note && old.querySelector("details").open) note.querySelector("details").open = true;
      old?.remove();
      if (note) element.append(note);
    }
    if (this.following) this.toBottom();
  }

  drop(id) {
    this.messages.delete(id);
    this.find(id)?.remove();
    this.drawDays();
    this.showEmpty();
  }

  drawDays() {
    for (const line of this.list.querySelectorAll(".day")) line.remove();
    let before = null;
    for (const message of this.messages.values()) {
      const date = new Date(message.date);
      if (!before || !sameDay(before, date)) this.find(message.id)?.before(h("p", { class: "day" }, h("span", {}, dayOf(date))));
      before = date;
    }
  }

  async press(message, row, column, button) {
    button.dataset.busy = "";
    const query = await this.act("press", { message_id: message.id, row, column });
    if (!query || this.answered.has(query)) return delete button.dataset.busy;
    button.dataset.query = query;
    setTimeout(() => delete button.dataset.busy, BUSY_FOR);
  }

  /** The bot answered a press, or something went wrong here (`kind` "trouble"). */
  toast({ text, alert, query_id, url }, kind = "") {
    if (query_id) {
      this.answered.add(query_id);
      const button = this.list.querySelector(`[data-query="${query_id}"]`);
      if (button) delete button.dataset.busy;
    }
    if (alert && text) return this.page.alert(text);
    if (!text && !url) return;
    const pill = h("div", { class: `toast ${kind}` }, text, url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "Open link") : null);
    this.toasts.replaceChildren(pill);
    setTimeout(() => pill.remove(), 3500 + text.length * 30);
  }

  type() {
    this.typing.hidden = false;
    if (this.following) this.toBottom();
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => (this.typing.hidden = true), TYPING_FOR);
  }

  get visible() {
    return document.visibilityState === "visible" && this.element.checkVisibility();
  }

  count(message) {
    if (!message.silent) {
      this.avatar.classList.remove("rings");
      requestAnimationFrame(() => this.avatar.classList.add("rings"));
    }
    if (this.visible && this.following) return;
    this.unread += 1;
    this.loud ||= !message.silent;
    this.showUnread();
  }

  showUnread() {
    this.jumpCount.textContent = this.unread || "";
    this.jump.setAttribute("aria-label", this.unread ? `${this.unread} new, go to the newest message` : "Go to the newest message");
    this.page.counted();
  }

  /** Note where the reader is; at the bottom everything is read. */
  looked() {
    if (!this.element.checkVisibility()) return;
    this.following = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_BOTTOM;
    this.jump.hidden = this.following;
    if (this.following && this.visible && this.unread) {
      this.unread = 0;
      this.loud = false;
      this.showUnread();
    }
  }

  toBottom() {
    this.log.scrollTop = this.log.scrollHeight;
    this.looked();
  }
}
