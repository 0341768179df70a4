/** Steps from match to match in an article: two buttons, and the keys n and p while nothing is being typed. */
function stepThroughMarks() {
  const bar = document.querySelector(".steps");
  const marks = [...document.querySelectorAll(".whole mark")];
  if (!bar || marks.length === 0) return;
  const [previous, next, count] = [".previous-mark", ".next-mark", ".count"].map(s => bar.querySelector(s));
  let at = -1;

  const step = by => {
    marks[at]?.classList.remove("current");
    at = at < 0 && by < 0 ? marks.length - 1 : (at + by + marks.length) % marks.length;
    marks[at].classList.add("current");
    marks[at].scrollIntoView({ block: "center" });
    count.textContent = bar.dataset.count.replace("{0}", at + 1).replace("{1}", marks.length);
  };

  count.setAttribute("aria-live", "polite");
  previous.hidden = next.hidden = false;
  previous.addEventListener("click", () => step(-1));
  next.addEventListener("click", () => step(1));
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "n") step(1);
    else if (event.key === "p" || event.key === "N") step(-1);
  });
}

/** Copies what a button names. Where the browser forbids it, the text is selected instead. */
function copyOnRequest() {
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent);
        button.textContent = button.dataset.done;
        document.getElementById("announcement").textContent = button.dataset.done;
      } catch {
        getSelection().selectAllChildren(source);
      }
    });
  }
}
