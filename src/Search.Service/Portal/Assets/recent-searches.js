/** The reader's last searches, kept in this browser alone. A browser that keeps nothing gives none. */
const recentSearches = {
  key: "newspaper-search.recent",
  most: 8,

  all() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept.filter(text => typeof text === "string").slice(0, this.most) : [];
    } catch {
      return [];
    }
  },

  add(text) {
    if (!text || text.length > 100) return;
    this.keep([text, ...this.all().filter(other => other !== text)].slice(0, this.most));
  },

  clear() { this.keep([]); },

  keep(texts) {
    try {
      if (texts.length > 0) localStorage.setItem(this.key, JSON.stringify(texts));
      else localStorage.removeItem(this.key);
    } catch {
      // Storage is switched off or full: recent searches are a convenience.
    }
  },
};
