/** What folds out beside a message: why the bot said it, or how it understood the person. */
import { h } from "./dom.js";

/** The fold beside a message of the bot, or null without a note. */
export function why(note) {
  if (!note) return null;
  return h("details", { class: "note" },
    h("summary", {}, "Why this"),
    h("dl", {},
      row("About", note.subject),
      row("Rule", note.rule),
      note.sources?.length ? [h("dt", {}, "Rests on"), ...note.sources.map(source)] : null,
      note.reading === undefined ? null : [h("dt", {}, "Understood"), h("dd", {}, tree(note.reading))]));
}

/** The fold beside what the person wrote, or null without a note. */
export function reading(note) {
  if (!note) return null;
  return h("details", { class: "note" }, h("summary", {}, "How it was read"), tree(note));
}

const row = (name, words) => (words ? [h("dt", {}, name), h("dd", {}, String(words))] : null);

function source(one) {
  return h("dd", { class: "source" },
    h("b", {}, String(one.id ?? "")), one.section ? ` ${one.section}` : "",
    one.ours ? h("span", { class: "ours" }, "our decision") : null,
    one.fact ? h("span", { class: "fact" }, String(one.fact)) : null);
}

function tree(value) {
  if (Array.isArray(value)) return value.length ? h("ul", {}, value.map((item) => h("li", {}, tree(item)))) : h("span", { class: "none" }, "none");
  if (value && typeof value === "object") return h("dl", {}, Object.entries(value).map(([name, item]) => [h("dt", {}, name), h("dd", {}, tree(item))]));
  return h("span", {}, value === null || value === "" ? "none" : String(value));
}
