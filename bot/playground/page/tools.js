/** The tools beside the chats: clock, planned timers, people, stories, the bot's profile. */
import { post } from "./api.js";
import { dateOf, h, span, timeOf } from "./dom.js";

const by = (id) => document.getElementById(id);

export class Tools {
  /** `page`: say(trouble), added(id), played(id), active() -> the chat in use, or undefined; nameOf(chat id). */
  constructor(page) {
    this.page = page;
    this.ahead = 0;
    this.planned = [];
    for (const button of document.querySelectorAll("[data-seconds]")) button.addEventListener("click", () => this.jump(Number(button.dataset.seconds)));
    this.onSubmit("jump", () => this.jump(by("jump-amount").valueAsNumber * Number(by("jump-unit").value)));
    this.onSubmit("add-person", () => this.addPerson(by("person-name"), by("person-language").value));
    this.onSubmit("play-story", () => this.ask("stories", { number: Number(by("story").value) }).then((answer) => answer && page.played(answer.id)));
    this.onSubmit("deep-link", () => page.active()?.act("text", { text: `/start ${by("start-parameter").value}` }));
    by("stop-story").addEventListener("click", () => this.ask("stories/stop", {}));
    setInterval(() => this.tick(), 1000);
  }

  onSubmit(id, deed) {
    by(id).addEventListener("submit", (event) => (event.preventDefault(), deed()));
  }

  async ask(path, body) {
    try {
      return await post(path, body);
    } catch (error) {
      this.page.say(error.message);
      return null;
    }
  }

  jump(seconds) {
    return this.ask("clock", { seconds });
  }

  async addPerson(field, language) {
    const answer = await this.ask("people", { name: field.value, language });
    if (!answer) return;
    field.value = "";
    this.page.added(answer.id);
  }

  setClock({ now, offset }) {
    this.ahead = new Date(now) - Date.now();
    by("clock-offset").textContent = offset ? `${span(offset)} ahead of this computer` : "the same as this computer";
    this.tick();
  }

  now() {
    return new Date(Date.now() + this.ahead);
  }

  tick() {
    const now = this.now();
    for (const id of ["clock-time", "top-time"]) by(id).textContent = timeOf(now);
    by("clock-date").textContent = dateOf(now);
    this.drawPlanned();
  }

  setPlanned(planned) {
    this.planned = planned;
    this.drawPlanned();
  }

  drawPlanned() {
    const rows = [...this.planned].sort((one, other) => new Date(one.due) - new Date(other.due)).map((timer) => {
      const due = new Date(timer.due);
      const left = (due - this.now()) / 1000;
      return h("li", {}, h("b", {}, String(timer.kind)), ` for ${this.page.nameOf(timer.chat_id)}`,
        h("span", { class: "hint" }, `${dateOf(due)}, ${timeOf(due)}${left > 0 ? `, in ${span(left)}` : ", due"}`));
    });
    const list = rows.length ? rows : [h("li", { class: "hint" }, "Nothing is planned.")];
    const drawn = list.map((row) => row.textContent).join();
    if (drawn === this.drawnPlanned) return;
    this.drawnPlanned = drawn;
    by("planned").replaceChildren(...list);
  }

  setStories(stories) {
    const chosen = by("story").value;
    by("story").replaceChildren(...stories.map((story, number) => h("option", { value: number, title: story.file }, story.name)));
    if (chosen) by("story").value = chosen;
    by("play-story").hidden = !stories.length;
    if (!stories.length) by("story-file").textContent = "No stories were given.";
  }

  /** Show how far a story is. Gives the one sentence that says it. */
  setStory(story) {
    if (!story.state) return "";
    by("stop-story").hidden = story.state !== "playing";
    const total = story.steps.length;
    const sentence = {
      playing: `Playing “${story.story}”: step ${Math.min(story.done + 1, total)} of ${total}.`,
      finished: `Finished: all ${total} steps went through.`,
      failed: `Step ${story.done + 1} could not be done. ${story.error}`,
      stopped: "Stopped.",
    }[story.state];
    by("story-state").className = story.state;
    by("story-state").textContent = sentence;
    by("story-file").textContent = story.file;
    by("story-steps").replaceChildren(...story.steps.map(([kind, words], number) => storyStep(story, kind, words, number)));
    by("story-steps").querySelector(".now")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return sentence;
  }

  setProfile(person) {
    by("deep-link").hidden = !person;
    if (!person) return by("profile").replaceChildren(h("p", { class: "hint" }, "Add a person to see the bot as they do."));
    const { name, username, description, short_description: short, commands } = person.profile;
    by("profile").replaceChildren(
      h("p", { class: "hint" }, `As ${person.name} sees it (${person.language})`),
      h("p", {}, h("b", {}, name), h("span", { class: "hint" }, ` @${username}`)),
      h("h3", {}, "Short description"), h("p", { class: short ? "" : "hint" }, short || "Not set."),
      h("h3", {}, "Description"), h("p", { class: description ? "" : "hint" }, description || "Not set."),
      h("h3", {}, "Commands"),
      commands.length ? h("dl", {}, commands.map(({ command, description: words }) => [h("dt", {}, `/${command}`), h("dd", {}, words)])) : h("p", { class: "hint" }, "Not set."));
  }
}

function storyStep(story, kind, words, number) {
  const here = { playing: "now", failed: "failed" }[story.state] ?? "ahead";
  const state = number < story.done ? "done" : number > story.done ? "ahead" : here;
  const spoken = { done: "done: ", now: "now: ", failed: "failed: ", ahead: "" }[state];
  const shown = { send: `“${words}”`, tap: words, wait: `wait ${span(words * 60)}` }[kind] ?? words;
  return h("li", { class: state, data: { kind } }, h("span", { class: "visually-hidden" }, spoken), h("span", { dir: "auto" }, shown));
}
