// Saves a draft field by field while somebody writes; what cannot be saved stays in the page and in this browser.
const PAUSE = 1500;
const AGAIN = 15000;
const SKIPPED = /^(csrfmiddlewaretoken|revision|was-|keep-|remove-|read-)/;

class Autosave {
  constructor(form) {
    this.form = form;
    this.key = `draft:${location.pathname}`;
    this.waiting = new Map();
    this.running = Promise.resolve();
    this.broken = new Set();
    form.addEventListener("input", (event) => this.plan(event.target, PAUSE));
    form.addEventListener("change", (event) => this.plan(event.target, 0));
    form.addEventListener("submit", () => this.stop());
    window.addEventListener("online", () => this.tryAgain());
    window.addEventListener("pagehide", () => this.flush());
    setInterval(() => this.tryAgain(), AGAIN);
    this.putBack();
  }

  plan(input, pause) {
    const name = input.name;
    if (!name || input.type === "file" || SKIPPED.test(name)) return;
    clearTimeout(this.waiting.get(name));
    this.waiting.set(name, setTimeout(() => this.queue(name), pause));
  }

  queue(name) {
    clearTimeout(this.waiting.get(name));
    this.waiting.delete(name);
    this.running = this.running.then(() => this.save(name));
  }

  flush() {
    for (const name of [...this.waiting.keys()]) {
      clearTimeout(this.waiting.get(name));
      this.remember(name);
      fetch(this.form.dataset.autosave, { method: "POST", body: this.body(name), keepalive: true });
    }
    this.waiting.clear();
  }

  // The page goes to the server as a whole; what was typed is forgotten once a page comes back that shows it.
  stop() {
    for (const [name, timer] of this.waiting) {
      clearTimeout(timer);
      this.remember(name);
    }
    this.waiting.clear();
  }

  async save(name) {
    const typed = this.typed(name);
    this.remember(name);
    let response;
    try {
      response = await fetch(this.form.dataset.autosave, { method: "POST", body: this.body(name), redirect: "manual" });
    } catch {
      this.fail(name, "autosave-lost");
      return;
    }
    const told = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
    if (!told) {
      this.fail(name, this.reasonOf(response));
      return;
    }
    this.broken.delete(name);
    this.settle(name, typed, response, told);
  }

  // A request that is larger than the portal reads is refused before it is looked at.
  reasonOf(response) {
    if (response.type === "opaqueredirect" || response.status === 403) return "autosave-signed-out";
    return [400, 413].includes(response.status) ? "autosave-too-large" : "autosave-lost";
  }

  settle(name, typed, response, told) {
    if (response.status === 409) {
      this.offerChoice(name, told);
      return;
    }
    if (response.ok) {
      this.read(name, told);
      if (String(this.typed(name)) === String(typed)) this.forget(name);
    }
    this.say(name, told.message, !response.ok);
  }

  body(name) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set("field", name);
    body.set("revision", this.form.querySelector(`[name="read-${name}"]`)?.value ?? this.form.elements.revision.value);
    const was = this.form.querySelector(`[name="was-${name.slice(1)}"]`);
    if (was) body.set(was.name, was.value);
    for (const value of this.typed(name)) body.append(name, value);
    return body;
  }

  inputs(name) {
    return [...this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  }

  typed(name) {
    return this.inputs(name)
      .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
      .map((input) => input.value);
  }

  write(name, values) {
    for (const input of this.inputs(name)) {
      if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
      else input.value = values[0] ?? "";
    }
  }

  read(name, told) {
    this.hidden(`read-${name}`, told.revision);
    if (told.was !== undefined) this.hidden(`was-${name.slice(1)}`, told.was);
  }

  hidden(name, value) {
    let input = this.form.querySelector(`[name="${name}"]`);
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      this.form.append(input);
    }
    input.value = value;
  }

  // What is not saved yet, with the revision it was typed upon: signing in again brings it back.
  stored() {
    return JSON.parse(sessionStorage.getItem(this.key) ?? "{}");
  }

  remember(name) {
    const read = this.body(name).get("revision");
    const kept = JSON.stringify({ ...this.stored(), [name]: { values: this.typed(name), read } });
    try {
      sessionStorage.setItem(this.key, kept);
    } catch (error) {
      // More than the browser can hold: the text stays in the page, and the answer of the portal says what is wrong.
      if (error.name !== "QuotaExceededError") throw error;
    }
  }

  forget(name) {
    const { [name]: _gone, ...others } = this.stored();
    sessionStorage.setItem(this.key, JSON.stringify(others));
  }

  putBack() {
    for (const [name, { values, read }] of Object.entries(this.stored())) {
      if (!this.inputs(name).length || String(this.typed(name)).trim() === String(values).trim()) {
        this.forget(name);
        continue;
      }
      this.write(name, values);
      this.hidden(`read-${name}`, read);
      this.show(name, document.getElementById("autosave-back").content.cloneNode(true), false);
      this.queue(name);
    }
  }

  tryAgain() {
    for (const name of [...this.broken]) this.queue(name);
  }

  fail(name, words) {
    this.broken.add(name);
    this.show(name, document.getElementById(words).content.cloneNode(true), true);
  }

  offerChoice(name, told) {
    const choice = document.getElementById("autosave-clash").content.cloneNode(true);
    const heading = document.createElement("p");
    heading.textContent = told.message;
    choice.prepend(heading);
    choice.querySelector("[data-theirs]").textContent = told.theirs || "–";
    choice.querySelector("[data-yours]").textContent = this.typed(name).join(", ") || "–";
    choice.querySelector("[data-take]").addEventListener("click", () => {
      this.write(name, told.values);
      this.read(name, told);
      this.forget(name);
      this.say(name, "", false);
    });
    choice.querySelector("[data-keep]").addEventListener("click", () => {
      this.hidden(`read-${name}`, told.revision);
      this.queue(name);
    });
    this.show(name, choice, true);
  }

  say(name, words, isWrong) {
    const text = document.createElement("p");
    text.textContent = words;
    this.show(name, text, isWrong);
  }

  show(name, content, isWrong) {
    const group = this.inputs(name)[0].closest(".govuk-form-group");
    let note = group.querySelector(":scope > .autosave");
    if (!note) {
      note = document.createElement("div");
      note.setAttribute("role", "status");
      group.append(note);
    }
    note.className = `autosave govuk-body-s${isWrong ? " autosave--wrong" : ""}`;
    note.replaceChildren(content);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
