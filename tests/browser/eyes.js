// What a careful reader sees on a page. One expression: an object of functions, run by eyes.py.
({
  /** Texts of which a part lies outside of the box that shows them; an ellipsis is no cut. */
  cut() {
    const isCut = (element) => {
      const style = getComputedStyle(element);
      const hides = (way) => ["hidden", "clip"].includes(way);
      const wide = hides(style.overflowX) && style.textOverflow !== "ellipsis";
      const high = hides(style.overflowY) && style.webkitLineClamp === "none";
      const tails = Math.max(3, parseFloat(style.fontSize) / 10); // a line box is a little lower
      return (
        (wide && element.scrollWidth > element.clientWidth + 1) ||
        (high && element.scrollHeight > element.clientHeight + tails)
      );
    };
    return [...document.querySelectorAll("body *")]
      .filter((element) => this.ownText(element) && this.isSeen(element) && isCut(element))
      .map(this.ownText);
  },

  /** Texts with a word in Latin letters that is none of `names` and not marked as English. */
  english(names) {
    const known = new RegExp(`https?:\\S+|\\b(?:${names})\\b`, "g");
    const isEnglish = (text) => /[A-Za-z]{3}/.test(text.replace(known, ""));
    const texts = [document.title];
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest("script, style, noscript, [lang]:not(html)")) continue;
      const isSaid = element.closest("[role=status], [role=alert]");
      if (this.isSeen(element) || isSaid) texts.push(this.ownText(element));
      for (const name of ["aria-label", "title", "alt", "aria-valuetext"]) {
        texts.push(element.getAttribute(name) ?? "");
      }
    }
    return [...new Set(texts)].filter(isEnglish);
  },

  /** Mark all that Tab should reach: [key, words] of each. */
  pressable() {
    document.activeElement?.blur();
    const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const found = [...document.querySelectorAll(kinds)].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) &&
        !element.disabled &&
        element.tabIndex >= 0 &&
        !(element.type === "radio" && !element.checked), // arrows lead to the others
    );
    window.atRest = new Map();
    return found.map((element, i) => {
      element.dataset.reached = String(i);
      window.atRest.set(String(i), this.looks(element));
      return [String(i), this.words(element)];
    });
  },

  /** Where the focus is: [key or null, whether it shows], once that has been drawn. */
  async focused() {
    for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
    const element = document.activeElement;
    const key = element?.dataset?.reached ?? null;
    if (key === null) return [null, true];
    const box = element.getBoundingClientRect();
    const isHere = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    return [key, isHere && this.looks(element) !== window.atRest.get(key)];
  },

  isSeen: (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest(".visually-hidden, noscript"),

  ownText: (element) =>
    [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent.trim())
      .filter(Boolean)
      .join(" "),

  words: (element) =>
    (element.getAttribute("aria-label") || element.textContent || element.id).trim().slice(0, 40),

  looks(element) {
    const style = getComputedStyle(element);
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = style;
    const { backgroundColor, opacity } = style;
    const all = { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor };
    return JSON.stringify({ ...all, backgroundColor, opacity });
  },
})
