/** Puts the parts to work. Every page works without this script; with it, it works better. */
(() => {
  document.documentElement.classList.add("scripted");
  const box = document.getElementById("q");
  const { dataset } = box.closest(".combobox");
  const search = text => {
    box.value = text;
    box.form.requestSubmit();
  };

  new Combobox(box, {
    labels: { list: dataset.list, recent: dataset.recent, clear: dataset.clear },
    suggest: async (text, signal) => (await fetchSuggestions("/suggestions", text, signal, "same-origin")).map(s => ({ ...s, kind: dataset[s.kindName] })),
    recent: () => recentSearches.all().map(text => ({ text })),
    forget: () => recentSearches.clear(),
    choose: option => {
      if (option.articleId) location.assign(`/articles/${encodeURIComponent(option.articleId)}`);
      else search(option.text);
    },
  });

  const remember = () => { if (document.querySelector(".hits")) recentSearches.add(box.value.trim()); };
  document.addEventListener("portal:shown", remember);
  remember();

  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  // A keyboard that would cover half the screen waits until it is asked for.
  if (document.body.classList.contains("start") && matchMedia("(hover: hover)").matches) box.focus();

  inPlace.start();
  stepThroughMarks();
  copyOnRequest();
  keepStatusLive();
})();
