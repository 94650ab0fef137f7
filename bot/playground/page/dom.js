/** Building the page: elements, icons, times. Text goes in as text nodes only; nothing here or elsewhere parses HTML. */

/** An element. `props`: "class", "on<event>", "data", DOM properties, or else attributes; null and false leave one out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name in element && name !== "list" && name !== "form") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon from icons.svg; never the only name of a control. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/page/icons.svg#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  svg.append(use);
  return svg;
}

/** A button with an icon and a name that is spoken and shown as a tooltip. */
export function iconButton(name, label, props = {}) {
  return h("button", { type: "button", title: label, "aria-label": label, ...props, class: `icon-button ${props.class ?? ""}` }, icon(name));
}

const clockTime = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const longDate = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" });
const shortDate = new Intl.DateTimeFormat("en", { weekday: "short", day: "numeric", month: "short", year: "numeric" });

/** "14:05" in this computer's zone. */
export const timeOf = (date) => clockTime.format(date);
/** "Friday, December 4". */
export const dayOf = (date) => longDate.format(date);
/** "Fri, Dec 4, 2026". */
export const dateOf = (date) => shortDate.format(date);
/** Whether two moments fall on one day here. */
export const sameDay = (one, other) => one.toDateString() === other.toDateString();

/** "2 h 5 min" for seconds. */
export function span(seconds) {
  const minutes = Math.round(seconds / 60);
  const parts = [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "min"]];
  return parts.filter(([count]) => count).map(([count, unit]) => `${count} ${unit}`).join(" ") || "0 min";
}

/** Fold a menu in and out under its button: Escape and a click elsewhere close it, arrows move in it. */
export function foldMenu(button, menu) {
  const buttons = () => [...menu.querySelectorAll("button, select")];
  const show = (open) => {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  const close = () => {
    if (menu.contains(document.activeElement)) button.focus();
    show(false);
  };
  show(false);
  button.addEventListener("click", () => {
    show(menu.hidden);
    if (!menu.hidden) buttons()[0]?.focus();
  });
  menu.addEventListener("click", (event) => event.target.closest("button") && close());
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.tagName === "SELECT") return;
    const all = buttons();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
    event.preventDefault();
  });
  for (const part of [button, menu]) part.addEventListener("keydown", (event) => event.key === "Escape" && !menu.hidden && (close(), event.stopPropagation()));
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !menu.contains(event.target) && !button.contains(event.target)) show(false);
  });
}
