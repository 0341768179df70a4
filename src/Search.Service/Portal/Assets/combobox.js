/**
 * A text box with a list of suggestions, after the ARIA 1.2 combobox pattern: focus stays in the box, aria-activedescendant names the
 * current option, nothing is chosen unless the reader chooses it.
 *
 * Nothing happens while an input method composes: its keys are its own. An answer is shown only if it is the answer to what stands
 * in the box now.
 */
class Combobox {
  #input; #popup; #list; #label; #clear; #settings;
  #options = []; #active = -1; #turn = 0; #pending = null; #composing = false;
  #answers = new Map();

  /**
   * @param input     the text box
   * @param settings  {labels: {list, recent, clear}, suggest(text, signal) -> Promise<options>, recent() -> options, forget(), choose(option)}
   *                  where an option is {text, segments?: [{text, matched}], kind?: string} and whatever choose() needs besides
   */
  constructor(input, settings) {
    this.#input = input;
    this.#settings = settings;
    this.#build();
    input.addEventListener("compositionstart", () => { this.#composing = true; this.close(); });
    input.addEventListener("compositionend", () => { this.#composing = false; this.#ask(); });
    input.addEventListener("input", event => { if (!event.isComposing && !this.#composing) this.#ask(); });
    input.addEventListener("keydown", event => this.#press(event));
    input.addEventListener("click", () => { if (!this.isOpen) this.#ask(); });
    input.addEventListener("blur", () => this.close());
  }

  get isOpen() { return !this.#popup.hidden; }

  close() {
    this.#turn++;
    this.#pending?.abort();
    this.#pending = null;
    this.#popup.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#activate(-1);
  }

  #build() {
    const { labels } = this.#settings;
    const id = `${this.#input.id || "box"}-options`;
    this.#list = element("ul", { id, role: "listbox", "aria-label": labels.list });
    this.#label = element("p", { class: "label", "aria-hidden": "true" });
    this.#clear = element("button", { type: "button", class: "clear", tabindex: "-1" }, labels.clear);
    this.#popup = element("div", { class: "listbox", hidden: "" });
    this.#popup.append(this.#label, this.#list, this.#clear);
    this.#input.after(this.#popup);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off" }))
      this.#input.setAttribute(name, value);
    // The box keeps the focus, whatever of the list is pressed.
    this.#popup.addEventListener("mousedown", event => event.preventDefault());
    this.#clear.addEventListener("click", () => { this.#settings.forget(); this.close(); });
    this.#list.addEventListener("click", event => {
      const at = [...this.#list.children].indexOf(event.target.closest('[role="option"]'));
      if (at >= 0) this.#choose(at);
    });
  }

  async #ask() {
    const text = this.#input.value.trim();
    const turn = ++this.#turn;
    this.#pending?.abort();
    this.#pending = null;
    if (text.length === 0) return this.#show(this.#settings.recent(), true);
    if (text.length > 200) return this.close();
    let options = this.#answers.get(text);
    if (options === undefined) {
      const pending = this.#pending = new AbortController();
      try {
        options = await this.#settings.suggest(text, pending.signal);
      } catch {
        // Not answered: the list is a convenience, the form works without it.
        options = [];
      }
      if (turn !== this.#turn) return;
      this.#pending = null;
      if (options.length > 0) {
        if (this.#answers.size >= 100) this.#answers.clear();
        this.#answers.set(text, options);
      }
    }
    this.#show(options, false);
  }

  #show(options, recent) {
    if (options.length === 0) return this.close();
    const { labels } = this.#settings;
    this.#options = options;
    this.#active = -1;
    this.#input.removeAttribute("aria-activedescendant");
    this.#label.textContent = recent ? labels.recent : "";
    this.#label.hidden = this.#clear.hidden = !recent;
    this.#list.replaceChildren(...options.map((option, at) => this.#item(option, at)));
    this.#popup.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
  }

  #item(option, at) {
    const item = element("li", { role: "option", id: `${this.#list.id}-${at}`, "aria-selected": "false" });
    const text = element("span", { class: "text" });
    for (const piece of option.segments?.length ? option.segments : [{ text: option.text }])
      text.append(piece.matched ? element("mark", {}, piece.text) : piece.text);
    item.append(text);
    if (option.kind) item.append(element("span", { class: "kind" }, option.kind));
    return item;
  }

  #press(event) {
    // 229 stands for a key that an input method takes; Safari sends it without isComposing.
    if (event.isComposing || this.#composing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        event.preventDefault();
        if (!this.isOpen) this.#ask();
        else if (!event.altKey) this.#step(event.key === "ArrowDown" ? 1 : -1);
        else if (event.key === "ArrowUp") this.close();
        break;
      case "Enter":
        if (this.isOpen && this.#active >= 0) {
          event.preventDefault();
          this.#choose(this.#active);
        } else this.close();
        break;
      case "Escape":
        if (!this.isOpen) break;
        // The first one closes the list, the next empties the box, as boxes of this kind do.
        event.preventDefault();
        event.stopPropagation();
        this.close();
        break;
      case "Tab":
        this.close();
        break;
    }
  }

  /** Round through the options and the box itself, which is -1. */
  #step(by) {
    const places = this.#options.length + 1;
    this.#activate((this.#active + 1 + by + places) % places - 1);
  }

  #activate(at) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = at;
    const item = this.#list.children[at];
    if (!item || at < 0) return this.#input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", item.id);
  }

  #choose(at) {
    const option = this.#options[at];
    this.close();
    this.#settings.choose(option);
  }
}

function element(name, attributes, text) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Asks the service for completions. Kinds are the service's names, in lower case without their prefix. */
async function fetchSuggestions(address, text, signal, credentials = "omit") {
  const answer = await fetch(`${address}?prefix=${encodeURIComponent(text)}&limit=8`, { signal, credentials });
  if (!answer.ok) return [];
  const { suggestions = [] } = await answer.json();
  return suggestions.map(s => ({ ...s, kindName: (s.kind ?? "").replace("SUGGESTION_KIND_", "").toLowerCase() }));
}
