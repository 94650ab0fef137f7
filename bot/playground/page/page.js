/** The page: keeps one Chat for every person, hands events to where they are shown, and looks after tabs and tools. */
import { follow } from "./api.js";
import { Chat } from "./chat.js";
import { h } from "./dom.js";
import { Tools } from "./tools.js";

const by = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 899px)");
const chats = new Map();
let active = null;
let wanted = null;
let storyOver = 0;

const page = {
  alert(text) {
    by("alert-text").textContent = text;
    if (!by("alert").open) by("alert").showModal();
  },
  say(trouble) {
    notice("trouble", trouble);
    setTimeout(() => notice("trouble", ""), 6000);
  },
  touched: (chat) => chat.id !== active && activate(chat.id),
  counted: () => drawTabs(),
  active: () => chats.get(active),
  nameOf: (id) => chats.get(id)?.person.name ?? "somebody who is gone",
  added: (id) => expectPerson(id, (chat) => chat.composer.focus()),
  // Who watches a story does not want a phone's keyboard over it.
  played: (id) => expectPerson(id, (chat) => narrow.matches && chat.log.focus()),
};
const tools = new Tools(page);

// One line above the chats; the gravest thing wins.
const notices = new Map();
function notice(kind, words) {
  notices.set(kind, words);
  const [shown, text] = ["lost", "trouble", "silent", "story"].map((name) => [name, notices.get(name)]).find((entry) => entry[1]) ?? ["", ""];
  by("notice").hidden = !text;
  by("notice").className = `notice ${shown}`;
  by("notice").textContent = text;
}

/** Bring a person who has just been added to the front, as soon as they are there; `greet` then takes the focus to their chat. */
function expectPerson(id, greet) {
  wanted = { id, greet };
  showTools(false);
  welcome();
}

function welcome() {
  const chat = chats.get(wanted?.id);
  if (!chat) return;
  const { greet } = wanted;
  wanted = null;
  activate(chat.id);
  chat.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  greet(chat);
}

function activate(id) {
  active = id;
  for (const [key, chat] of chats) chat.element.classList.toggle("active", key === id);
  const chat = chats.get(id);
  tools.setProfile(chat?.person);
  drawTabs();
  if (chat?.following) chat.toBottom();
  else chat?.looked();
}

function drawTabs() {
  const focused = document.activeElement?.closest?.("#tabs [role=tab]")?.dataset.id;
  const tab = (chat) => h("button", {
    type: "button", role: "tab", class: "tab", "aria-selected": String(chat.id === active), "aria-controls": chat.element.id, tabIndex: chat.id === active ? 0 : -1,
    data: { id: chat.id }, onclick: () => activate(chat.id),
  }, h("span", { dir: "auto" }, chat.person.name), chat.unread ? h("span", { class: `badge ${chat.loud ? "loud" : ""}`, "aria-label": `${chat.unread} unread` }, chat.unread) : null);
  by("tabs").replaceChildren(...[...chats.values()].map(tab));
  by("tabs").hidden = chats.size < 2;
  if (focused) by("tabs").querySelector(`[data-id="${focused}"]`)?.focus();
  const unread = [...chats.values()].reduce((sum, chat) => sum + chat.unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}Playground`;
}

by("tabs").addEventListener("keydown", (event) => {
  const ids = [...chats.keys()];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  activate(ids[(ids.indexOf(Number(event.target.dataset.id)) + step + ids.length) % ids.length]);
  by("tabs").querySelector('[aria-selected="true"]').focus();
  event.preventDefault();
});

function showPeople(people) {
  const there = new Set(people.map((person) => person.id));
  for (const [id, chat] of chats) {
    if (there.has(id)) continue;
    chat.element.remove();
    chats.delete(id);
  }
  const ordered = people.map((person) => [person.id, chats.get(person.id) ?? new Chat(person, page)]);
  chats.clear();
  ordered.forEach(([id, chat], place) => {
    chats.set(id, chat);
    const here = by("chats").children[place];
    // Moving an element drops its focus and scroll position, so only those out of place are moved.
    if (here !== chat.element) by("chats").insertBefore(chat.element, here ?? null);
    chat.sync(people[place]);
  });
  by("nobody").hidden = chats.size > 0;
  if (!chats.has(active)) activate([...chats.keys()].at(-1) ?? null);
  else activate(active);
  welcome();
}

const heard = {
  state({ people, clock, planned, stories, story, listening }) {
    tools.setClock(clock);
    showPeople(people);
    tools.setPlanned(planned);
    tools.setStories(stories);
    tools.setStory(story);
    heard.watch({ listening, planned, clock });
  },
  person({ person }) {
    chats.get(person.id)?.update(person);
    if (person.id === active) tools.setProfile(person);
  },
  message: ({ chat_id, message }) => chats.get(chat_id)?.put(message),
  toast: ({ chat_id, toast }) => chats.get(chat_id)?.toast(toast),
  typing: ({ chat_id }) => chats.get(chat_id)?.type(),
  clock: ({ clock }) => tools.setClock(clock),
  story({ story }) {
    notice("story", tools.setStory(story));
    clearTimeout(storyOver);
    if (story.state !== "playing") storyOver = setTimeout(() => notice("story", ""), 10000);
  },
  watch({ listening, planned, clock }) {
    notice("silent", listening ? "" : "The bot is not answering: it has not asked for messages lately. Is it running?");
    tools.setPlanned(planned);
    tools.setClock(clock);
  },
};

function showTools(open) {
  const overlay = narrow.matches;
  by("tools").classList.toggle("open", open);
  by("open-tools").setAttribute("aria-expanded", String(open));
  // Closed on a phone the tools must be out of reach of the Tab key; open, the chats behind them.
  by("tools").inert = overlay && !open;
  by("main").inert = overlay && open;
}

by("open-tools").addEventListener("click", () => {
  const open = !by("tools").classList.contains("open");
  showTools(open);
  if (open) by("close-tools").focus();
});
by("close-tools").addEventListener("click", () => (showTools(false), by("open-tools").focus()));
by("tools").addEventListener("keydown", (event) => event.key === "Escape" && narrow.matches && by("close-tools").click());
by("add-first").addEventListener("click", () => tools.addPerson({ value: "Mia" }, "en"));
narrow.addEventListener("change", () => (showTools(false), active && activate(active)));
document.addEventListener("visibilitychange", () => page.active()?.looked());

showTools(false);
follow((event) => heard[event.kind]?.(event), (connected) => notice("lost", connected ? "" : "The playground is gone. Trying to reach it again."));
