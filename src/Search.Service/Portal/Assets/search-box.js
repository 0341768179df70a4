/**
 * <newspaper-search endpoint="https://search.example">: the search box for pages elsewhere. What stands inside the element is shown until
 * this script has run, so a plain form there serves readers without scripts.
 *
 * Its styles and the page's leave each other alone (shadow DOM); the variables named below pass through. It asks as nobody in
 * particular: no cookies, no keys. Text from the service becomes text, never markup.
 */
const boxWords = {
  zh: { box: "检索报纸", hint: "词语、“原句”、-排除", search: "检索", list: "检索建议", all: count => `全部 ${count} 篇结果`, none: "没有找到稿件", failed: "检索服务暂时没有回答",
    kinds: { headline: "标题", name: "人名", word: "词", title: "报纸 · 版名", query: "常用检索" } },
  en: { box: "Search newspapers", hint: "Words, “exact text”, -without", search: "Search", list: "Suggestions", all: count => `All ${count} results`, none: "Nothing found", failed: "The search service does not answer just now",
    kinds: { headline: "headline", name: "name", word: "word", title: "newspaper", query: "search" } },
};

const boxStyle = `
  :host {
    --_text: var(--search-text, CanvasText); --_ground: var(--search-background, Canvas); --_line: var(--search-border, color-mix(in srgb, var(--_text) 45%, var(--_ground)));
    --_accent: var(--search-accent, #9c2a1f); --_mark: var(--search-mark, color-mix(in srgb, #f6c945 45%, var(--_ground)));
    --_quiet: color-mix(in srgb, var(--_text) 72%, var(--_ground));
    display: block; position: relative; color: var(--_text); font: var(--search-font, 1rem/1.6 system-ui, sans-serif);
  }
  :host([hidden]) { display: none; }
  * { box-sizing: border-box; }
  form { display: flex; gap: .5em; }
  .combobox { position: relative; flex: 1; min-width: 0; }
  input, button { border: 1px solid var(--_line); border-radius: var(--search-radius, 4px); font: inherit; }
  input { width: 100%; padding: .4em .75em; background: var(--_ground); color: inherit; }
  form > button { padding: .4em 1.1em; border-color: var(--_accent); background: var(--_accent); color: var(--search-on-accent, #fff); cursor: pointer; }
  :focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
  .listbox { position: absolute; inset: calc(100% + 4px) 0 auto; z-index: 1000; max-height: 60vh; overflow: auto; border: 1px solid var(--_line); border-radius: var(--search-radius, 4px); background: var(--_ground); box-shadow: 0 8px 24px rgb(0 0 0 / 15%); }
  ul, ol { margin: 0; padding: 0; list-style: none; }
  [role=option] { display: flex; gap: 1em; padding: .25em .75em; cursor: pointer; }
  [role=option] .text { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  [role=option] .kind { flex: none; margin-left: auto; color: var(--_quiet); font-size: .85em; }
  [aria-selected=true] { background: color-mix(in srgb, var(--_text) 10%, var(--_ground)); }
  [role=option] mark { background: none; color: inherit; font-weight: 700; }
  [hidden] { display: none; }
  ol > li { padding: .6em 0; border-bottom: 1px solid color-mix(in srgb, var(--_text) 15%, var(--_ground)); }
  a { color: inherit; text-underline-offset: .2em; }
  ol a { font-weight: 600; text-decoration: none; }
  ol a:hover { text-decoration: underline; }
  p { margin: .2em 0 0; }
  .origin { color: var(--_quiet); font-size: .875em; }
  mark { background: var(--_mark); color: inherit; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

class NewspaperSearch extends HTMLElement {
  #input; #results; #turn = 0;

  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(boxStyle);
    root.adoptedStyleSheets = [sheet];
    const words = this.#words;
    const form = element("form", { role: "search", action: `${this.#endpoint}/`, method: "get", target: this.#target });
    const label = element("label", { for: "q", class: "unseen" }, words.box);
    this.#input = element("input", { id: "q", name: "q", type: "search", placeholder: this.getAttribute("placeholder") ?? words.hint, autocomplete: "off", spellcheck: "false", maxlength: "10000" });
    const box = element("div", { class: "combobox" });
    box.append(this.#input);
    form.append(label, box, element("button", {}, words.search));
    this.#results = element("div", { role: "status" });
    root.append(form, this.#results);
    form.addEventListener("submit", event => {
      if (this.#shown === 0 || this.#input.value.trim() === "") return;
      event.preventDefault();
      this.#search(this.#input.value.trim());
    });
    new Combobox(this.#input, {
      labels: { list: words.list, recent: "", clear: "" },
      suggest: async (text, signal) => (await fetchSuggestions(`${this.#endpoint}/v1/suggest`, text, signal)).map(s => ({ ...s, kind: words.kinds[s.kindName] })),
      recent: () => [],
      forget: () => {},
      choose: option => {
        if (option.articleId) return open(this.#article(option.articleId, ""), this.#target);
        this.#input.value = option.text;
        form.requestSubmit();
      },
    });
  }

  get #endpoint() { return (this.getAttribute("endpoint") ?? "").replace(/\/+$/, ""); }
  get #target() { return this.getAttribute("target") ?? "_self"; }
  get #words() { return boxWords[(this.closest("[lang]")?.lang ?? navigator.language).startsWith("zh") ? "zh" : "en"]; }
  get #shown() { return Math.min(10, Math.max(0, Number(this.getAttribute("results") ?? 5) || 0)); }

  #article(id, query) { return `${this.#endpoint}/articles/${encodeURIComponent(id)}${query ? `?q=${encodeURIComponent(query)}` : ""}`; }

  async #search(query) {
    const turn = ++this.#turn;
    let answer;
    try {
      const response = await fetch(`${this.#endpoint}/v1/search?query=${encodeURIComponent(query)}&page_size=${this.#shown}&highlight.max_passages=1`, { credentials: "omit" });
      answer = await response.json();
      if (!response.ok) throw new Error(answer.message ?? response.statusText);
    } catch (failure) {
      if (turn === this.#turn) this.#results.replaceChildren(element("p", {}, failure instanceof TypeError ? this.#words.failed : failure.message));
      return;
    }
    if (turn === this.#turn) this.#show(query, answer);
  }

  #show(query, { hits = [], total = {} }) {
    if (hits.length === 0) return this.#results.replaceChildren(element("p", {}, this.#words.none));
    const list = element("ol", {});
    list.append(...hits.map(hit => this.#hit(query, hit)));
    const all = element("p", {});
    all.append(element("a", { href: `${this.#endpoint}/?q=${encodeURIComponent(query)}`, target: this.#target }, this.#words.all(Number(total.value ?? hits.length).toLocaleString("en"))));
    this.#results.replaceChildren(list, all);
  }

  #hit(query, hit) {
    const item = element("li", { lang: "zh" });
    const link = element("a", { href: this.#article(hit.id, query), target: this.#target });
    this.#pieces(link, hit, "headline", hit.headline || "—");
    item.append(link);
    if (hit.highlights?.some(h => h.field === "body")) this.#pieces(item.appendChild(element("p", {})), hit, "body", "");
    item.append(element("p", { class: "origin" }, [hit.newspaper, hit.date, hit.page, hit.section].filter(part => part).join(" · ")));
    return item;
  }

  #pieces(into, hit, field, plain) {
    const passage = hit.highlights?.find(h => h.field === field);
    for (const piece of passage?.segments ?? [{ text: plain }]) into.append(piece.matched ? element("mark", {}, piece.text) : piece.text ?? "");
  }
}

if (!customElements.get("newspaper-search")) customElements.define("newspaper-search", NewspaperSearch);
