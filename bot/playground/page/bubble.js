/** One message as it is shown: bubble, buttons, folds. Redrawn in place when it changes. */
import { h, icon, timeOf } from "./dom.js";
import { reading, why } from "./notes.js";
import { richText } from "./richtext.js";

const MEDIA = {
  photo: () => ["photo", "Photo", "A photo without a picture"],
  sticker: (value) => ["sticker", `Sticker ${value.emoji ?? ""}`, ""],
  voice: (value) => ["voice", "Voice message", `${value.duration} seconds`],
  location: (value) => ["pin", "Location", `${value.latitude.toFixed(3)}, ${value.longitude.toFixed(3)}`],
  contact: (value) => ["pin", "Contact", value.first_name ?? ""],
};

/** `deeds`: send(text), press(message, row, column, button), copy(text), edit(message). `quoted`: the message replied to, if shown. */
export function bubble(message, deeds, quoted) {
  const open = (part) => message[part] && h("div", { class: "fold", data: { part } }, part === "why" ? why(message.why) : reading(message.reading));
  return h("article", { class: `message ${message.mine ? "mine" : "theirs"}`, tabIndex: -1, data: { id: message.id } },
    h("div", { class: "bubble" },
      h("span", { class: "visually-hidden" }, message.mine ? "You: " : "Bot: "),
      quoted ? h("p", { class: "quoted" }, quoted.text.slice(0, 80) || "A message") : null,
      message.document ? documentCard(message.document) : null,
      message.media ? mediaCard(message.media) : null,
      h("div", { class: "body", dir: "auto" },
        message.text ? h("span", { class: "text" }, richText(message.text, message.entities, deeds.send)) : null, meta(message, deeds))),
    message.buttons.length ? keys(message, deeds) : null,
    open("why") || null,
    open("reading") || null);
}

function meta(message, deeds) {
  const date = new Date(message.date);
  return h("span", { class: "meta" },
    message.mine && !message.media ? h("button", { type: "button", class: "edit", "aria-label": "Edit this message", title: "Edit", onclick: () => deeds.edit(message) }, icon("edit")) : null,
    message.edits ? h("span", {}, "edited") : null,
    message.silent ? h("span", { class: "silent", title: "Sent without sound" }, icon("mute"), h("span", { class: "visually-hidden" }, "sent without sound")) : null,
    h("time", { dateTime: date.toISOString() }, timeOf(date)));
}

function documentCard(document) {
  const kilobytes = Math.max(1, Math.round(document.size / 1024));
  return h("a", { class: "card", href: document.href, download: document.name },
    h("span", { class: "disc" }, icon("file")),
    h("span", { class: "card-words" }, h("b", {}, document.name), h("span", {}, `${kilobytes} KB, download`)));
}

function mediaCard(media) {
  const [name, title, detail] = (MEDIA[media.kind] ?? (() => ["file", media.kind, ""]))(media.value);
  return h("p", { class: "card" }, h("span", { class: "disc" }, icon(name)), h("span", { class: "card-words" }, h("b", {}, title), h("span", {}, detail)));
}

function keys(message, deeds) {
  return h("div", { class: "keys", role: "group", "aria-label": "Buttons of this message" },
    message.buttons.map((buttons, row) => h("div", { class: "key-row" }, buttons.map((button, column) => key(message, button, row, column, deeds)))));
}

function key(message, button, row, column, deeds) {
  const style = `key ${button.style ?? ""}`;
  const words = h("span", { class: "words", dir: "auto" }, button.text);
  if (button.action === "url") {
    return h("a", { class: style, href: button.value, target: "_blank", rel: "noopener noreferrer" }, words, icon("link"));
  }
  if (button.action === "callback_data") {
    return h("button", { type: "button", class: style, onclick: (event) => deeds.press(message, row, column, event.currentTarget) }, words);
  }
  if (button.action === "copy_text") {
    return h("button", { type: "button", class: style, onclick: () => deeds.copy(button.value.text) }, words, icon("copy"));
  }
  return h("button", { type: "button", class: style, disabled: true, title: `The playground does not play ${button.action} buttons` }, words);
}
