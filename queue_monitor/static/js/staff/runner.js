// One request at a time, and what came of it.
//
// While one is under way the others have to wait. The same one again within a breath of being done
// is taken for a second click and left out; after a refusal it may be tried again at once.

import { Problem } from "/assets/js/api.js";
import { t } from "/assets/js/i18n.js";

const BREATH_MS = 450;

/** A runner that calls `draw` whenever `busy`, `problem` or `done` changed. */
export function runner(draw) {
  let last = { wish: "", at: -Infinity };
  const self = {
    busy: null, // the name of the request under way
    problem: null, // {name, title, detail, code}: the latest refusal
    done: null, // words for what the latest request did

    /** Ask; resolves to the answer, or undefined if it was refused, failed or left out.
     *  `wish` tells wishes of one name apart. */
    async run(name, ask, say, wish = name) {
      const again = last.wish === wish && performance.now() - last.at < BREATH_MS;
      if (self.busy || again) return undefined;
      Object.assign(self, { busy: name, problem: null, done: null });
      draw();
      try {
        const answer = await ask();
        self.done = say?.(answer) ?? null;
        last = { wish, at: performance.now() };
        return answer;
      } catch (error) {
        self.problem = { name, ...inWords(error) };
        return undefined;
      } finally {
        self.busy = null;
        draw();
      }
    },

    /** Show a refusal found before asking. */
    refuse(name, title, detail = "") {
      Object.assign(self, { problem: { name, title, detail, code: "" }, done: null });
      draw();
    },

    /** Forget the latest words. */
    clear() {
      Object.assign(self, { problem: null, done: null });
      draw();
    },
  };
  return self;
}

/** Title, detail and code of a problem; anything else is a fault of this page and goes on. */
export function inWords(error) {
  if (!(error instanceof Problem)) throw error;
  const { title, detail, code, errors } = error;
  if (error.isUnknown) {
    return { title, code, detail: t("Whether it was done is not known: look at the number, then try again.") };
  }
  return { title, code, detail: [detail, ...errors.map((mistake) => mistake.what)].filter(Boolean).join(" ") };
}
