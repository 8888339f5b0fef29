// The lines that pass at the foot. Where motion is unwelcome, or stopped, they change like pages.

import { foreign, html, nothing, render } from "/assets/js/parts.js";
import { lang, pick } from "/assets/js/i18n.js";

const PAGE_MS = 9_000;
const REM_PER_S = 7; // a calm walk

export class Marquee {
  constructor(root) {
    this.root = root;
    this.lines = [];
    this.page = 0;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.paused = false;
    this.shown = "";
    this.call = null; // what is called now, in place of the lines
    this.still.addEventListener("change", () => this.draw());
    setInterval(() => this.turn(), PAGE_MS);
  }

  /** Show these lines, each {"zh-TW": …, "en": …}. */
  show(lines) {
    const key = JSON.stringify(lines);
    if (key === this.shown) return; // a running text is not started again for nothing
    this.shown = key;
    this.lines = lines;
    this.page = 0;
    this.draw();
  }

  /** A call goes before everything else: it stands here until `rest`. */
  announce(text) {
    this.call = text;
    this.draw();
  }

  /** The lines pass again. */
  rest() {
    if (this.call === null) return;
    this.call = null;
    this.draw();
  }

  /** Stop running, or run again. */
  toggle() {
    this.paused = !this.paused;
    this.draw();
  }

  turn() {
    if (!(this.paused || this.still.matches) || this.lines.length === 0 || this.call !== null) return;
    this.page = (this.page + 1) % (2 * this.lines.length);
    this.draw();
  }

  draw() {
    this.root.classList.toggle("marquee--call", this.call !== null);
    if (this.call !== null) return render(html`<p class="marquee__page">${this.call}</p>`, this.root);
    if (this.lines.length === 0) return render(html``, this.root);
    if (this.paused || this.still.matches) return this.drawPage();
    const other = lang() === "en" ? "zh-TW" : "en";
    render(
      html`<p class="marquee__run">${this.lines.map(
        (line) => html`<span><bdi>${pick(line)}</bdi>${line[other] ? html`<small lang=${other}><bdi>${line[other]}</bdi></small>` : nothing}</span>`,
      )}</p>`,
      this.root,
    );
    return this.pace();
  }

  drawPage() {
    const line = this.lines[Math.floor(this.page / 2)];
    const language = this.page % 2 === 0 ? lang() : lang() === "en" ? "zh-TW" : "en";
    render(html`<p class="marquee__page" lang=${foreign(language)}><bdi>${pick(line, language)}</bdi></p>`, this.root);
  }

  /** The longer the text, the longer it runs: always the same speed. */
  pace() {
    const run = this.root.firstElementChild;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const pace = REM_PER_S * rem;
    run.style.setProperty("animation-duration", `${run.scrollWidth / pace}s`);
    // It starts with the first words already inside, not with an empty strip.
    run.style.setProperty("animation-delay", `${(-0.9 * innerWidth) / pace}s`);
  }
}
