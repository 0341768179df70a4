/**
 * Searches without leaving the page: the same address is fetched, the same HTML comes, and the part that changed is exchanged. History,
 * back button and bookmarks see ordinary addresses. Whatever goes wrong, the browser goes there itself.
 */
const inPlace = (() => {
  let pending = null;
  let shown = location.pathname + location.search;

  function start() {
    if (!document.querySelector("[data-in-place]")) return;
    history.scrollRestoration = "manual";
    // Back from an article: to where the list was left.
    const arrival = performance.getEntriesByType("navigation")[0]?.type;
    if (arrival !== "navigate" && history.state?.scroll) scrollTo({ top: history.state.scroll, behavior: "instant" });
    history.replaceState({ ...history.state, inPlace: true }, "");
    addEventListener("pagehide", () => history.replaceState({ ...history.state, inPlace: true, scroll: scrollY }, ""));
    document.addEventListener("click", onClick);
    document.addEventListener("submit", onSubmit);
    document.addEventListener("change", event => {
      const form = event.target.closest("form.facets");
      if (form && (event.target.type === "checkbox" || event.target.form.reportValidity())) go(addressOf(form), { focus: keyOf(event.target) });
    });
    addEventListener("popstate", event => {
      // To another place on the same page, such as the filters.
      if (location.pathname + location.search === shown) return;
      if (event.state?.inPlace) show(location.href, { scroll: event.state.scroll ?? 0 });
      else location.reload();
    });
  }

  function onClick(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.hasAttribute("download")) return;
    const url = new URL(link.href);
    if (!link.closest("[data-in-place]") || !isSearch(url) || url.hash) return;
    event.preventDefault();
    go(url.href, { focus: link.closest(".date-tree, .timeline, .chosen") ? null : "heading" });
  }

  function onSubmit(event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "get" || !isSearch(new URL(form.action))) return;
    const address = addressOf(form);
    if (!new URL(address).searchParams.get("q") && form.matches(".search-form")) return;
    event.preventDefault();
    go(address, { focus: null });
  }

  /** What a form asks for, without what it leaves empty. */
  function addressOf(form) {
    const url = new URL(form.action);
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
    return url.href;
  }

  const isSearch = url => url.origin === location.origin && url.pathname === "/";

  async function go(address, options) {
    history.replaceState({ ...history.state, inPlace: true, scroll: scrollY }, "");
    await show(address, { ...options, scroll: 0, push: true });
  }

  async function show(address, { scroll, focus, push }) {
    pending?.abort();
    const turn = pending = new AbortController();
    const region = document.querySelector("[data-in-place]");
    const box = document.getElementById("q");
    const typed = box.value;
    region?.setAttribute("aria-busy", "true");
    let page, arrived;
    try {
      const answer = await fetch(address, { signal: turn.signal, headers: { Accept: "text/html" } });
      page = parse(await answer.text());
      arrived = answer.url;
    } catch {
      if (turn.signal.aborted) return;
      location.assign(address);
      return;
    }
    if (turn !== pending) return;
    const [from, to] = [page.querySelector("main"), document.querySelector("main")];
    if (!from) return location.assign(address);
    if (push) history.pushState({ inPlace: true, scroll: 0 }, "", arrived);
    shown = location.pathname + location.search;
    document.title = page.title;
    const open = openDetails();
    to.replaceChildren(...from.childNodes);
    for (const label of open) for (const details of document.querySelectorAll("aside details")) if (labelOf(details) === label) details.open = true;
    // What was typed meanwhile is the reader's.
    if (box.value === typed) box.value = page.getElementById("q").value;
    choices(page);
    document.body.className = page.body.className;
    scrollTo({ top: focus && focus !== "heading" ? scrollY : scroll, behavior: "instant" });
    refocus(focus);
    document.getElementById("announcement").textContent = document.querySelector(".total, h1")?.textContent ?? "";
    document.dispatchEvent(new Event("portal:shown"));
  }

  /** The links that change language or colours lead from the address as it is now. */
  function choices(page) {
    document.querySelector("footer").replaceChildren(...page.querySelector("footer").childNodes);
  }

  const labelOf = details => details.querySelector("summary").getAttribute("aria-label") ?? details.closest("fieldset")?.querySelector("legend")?.textContent;

  const openDetails = () => [...document.querySelectorAll("aside details[open]")].map(labelOf);

  const keyOf = input => `[name="${CSS.escape(input.name)}"]` + (input.type === "checkbox" ? `[value="${CSS.escape(input.value)}"]` : "");

  function refocus(focus) {
    const target = focus === "heading" ? document.querySelector(".found h1") : focus ? document.querySelector(`form.facets ${focus}`) : null;
    target?.focus({ preventScroll: true });
  }

  // Pages of this service alone come through here, and scripts in a parsed page never run.
  const policy = window.trustedTypes?.createPolicy("portal", { createHTML: text => text });
  const parse = text => new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "text/html");

  return { start, go, parse };
})();
