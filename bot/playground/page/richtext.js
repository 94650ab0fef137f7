/** Text and its entities -> nodes. Offsets are UTF-16 units, which is what JavaScript counts in. */
import { h } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", blockquote: "blockquote" };
const SAFE_LINK = /^(https?|tg|mailto|tel):/i;

/** Nodes for the text. `send` is called with a command the person taps in the text. */
export function richText(text, entities, send) {
  return between(text, 0, text.length, entities, send);
}

function between(text, begin, end, entities, send) {
  const nodes = [];
  let at = begin;
  const inside = entities.filter((entity) => entity.offset < end && entity.offset + entity.length > begin);
  while (inside.length) {
    const entity = inside.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    if (from > at) nodes.push(text.slice(at, from));
    const nested = inside.filter((other) => other.offset < to);
    nodes.push(wrapped(entity, text.slice(from, to), between(text, from, to, nested, send), send));
    at = to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrapped(entity, words, nodes, send) {
  switch (entity.type) {
    case "pre":
      return h("pre", {}, h("code", {}, nodes));
    case "text_link":
      return link(entity.url, nodes);
    case "url":
      return link(words, nodes);
    case "bot_command":
      return h("button", { type: "button", class: "in-text", onclick: () => send(words) }, nodes);
    case "spoiler":
      return spoiler(nodes);
    case "expandable_blockquote":
      return foldingQuote(nodes);
    case "date_time":
      return h("time", { dateTime: new Date(entity.unix_time * 1000).toISOString() }, nodes);
    default:
      return h(TAGS[entity.type] ?? "span", {}, nodes);
  }
}

/** A quotation that shows three lines until it is pressed, as in Telegram. */
function foldingQuote(nodes) {
  const quote = h("blockquote", { class: "folding", tabIndex: 0, role: "button", "aria-expanded": "false" }, nodes);
  const turn = () => quote.setAttribute("aria-expanded", String(quote.getAttribute("aria-expanded") === "false"));
  quote.addEventListener("click", turn);
  quote.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      turn();
    }
  });
  return quote;
}

function link(url, nodes) {
  return SAFE_LINK.test(url) ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, nodes) : h("span", {}, nodes);
}

function spoiler(nodes) {
  const button = h("button", { type: "button", class: "spoiler", "aria-expanded": "false", "aria-label": "Hidden text, press to read" }, nodes);
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", "true");
    button.removeAttribute("aria-label");
  });
  return button;
}
