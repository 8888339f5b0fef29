// Pictures and videos beside the calls, one after the other and without sound. What cannot be shown
// is passed over; the folder is looked into again every few minutes.

import { get } from "/assets/js/api.js";

const LOOK_EVERY_MS = 60_000;
const LONGEST_MS = 30 * 60_000; // of a video that never says that it has ended

export class Media {
  constructor() {
    this.element = document.createElement("div");
    this.element.className = "media";
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.files = [];
    this.pictureMs = 12_000;
    this.at = -1;
    this.failed = new Set();
    this.look();
    setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** Ask what there is; go on with it if nothing is shown yet. */
  async look() {
    try {
      const { files, picture_s: pictureS } = await get("/media");
      this.files = files;
      this.pictureMs = 1000 * pictureS;
      this.failed.clear();
    } catch {
      return; // what was shown goes on
    }
    if (!this.showing()) this.next();
  }

  showing() {
    return this.element.firstElementChild !== null;
  }

  /** The next file that can be shown; none of them, and the place stays empty. */
  next() {
    clearTimeout(this.timer);
    for (let step = 1; step <= this.files.length; step += 1) {
      const index = (this.at + step) % this.files.length;
      const file = this.files[index];
      if (this.failed.has(file.name) || (file.kind === "video" && this.still.matches)) continue;
      this.at = index;
      this.show(file);
      return;
    }
    this.element.replaceChildren();
  }

  show(file) {
    const shown = document.createElement(file.kind === "video" ? "video" : "img");
    shown.onerror = () => this.skip(file);
    if (file.kind === "video") {
      Object.assign(shown, { muted: true, autoplay: true, playsInline: true, onended: () => this.next() });
      shown.setAttribute("aria-hidden", "true");
    } else {
      shown.alt = "";
    }
    shown.src = `/media/${encodeURIComponent(file.name)}`;
    shown.className = "media__item";
    shown.dataset.media = file.name;
    this.element.replaceChildren(shown);
    const lastsMs = file.kind === "video" ? LONGEST_MS : this.pictureMs;
    this.timer = setTimeout(() => this.next(), lastsMs);
  }

  skip(file) {
    this.failed.add(file.name);
    this.next();
  }
}
