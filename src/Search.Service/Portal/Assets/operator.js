/**
 * Keeps the status page true: every part marked data-live is exchanged for the newest, often while a reindex runs. A part that says its
 * version, because it holds a form, is exchanged only for another version. Hidden pages ask nothing.
 */
function keepStatusLive() {
  const page = document.querySelector(".status[data-refresh]");
  if (!page) return;
  let interval = Number(page.dataset.refresh);

  const refresh = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch("/status", { headers: { Accept: "text/html" } });
        if (answer.ok) exchange(inPlace.parse(await answer.text()));
      } catch {
        // The service may be restarting; the next look tells.
      }
    }
    setTimeout(refresh, interval);
  };

  const exchange = fresh => {
    interval = Number(fresh.querySelector(".status")?.dataset.refresh ?? interval);
    for (const part of document.querySelectorAll("[data-live]")) {
      const newer = fresh.getElementById(part.id);
      if (!newer || (part.dataset.version !== undefined && part.dataset.version === newer.dataset.version)) continue;
      if (part.dataset.version === undefined && part.textContent === newer.textContent && !newer.querySelector("progress")) continue;
      part.replaceWith(newer);
    }
  };

  setTimeout(refresh, interval);
}
