/**
 * One request at a time, and what came of it.
 *
 * While one is under way the others wait for it to end; the same one again within `PAUSE_MS` of its
 * answer is taken for a second click and left out.
 */
import { Problem } from "/assets/js/api.js";
import { t } from "/assets/js/i18n.js";

const PAUSE_MS = 450;

/** @param {() => void} draw called whenever `busy`, `problem` or `done` changed */
export function runner(draw) {
  let last = { name: "", at: -Infinity };
  const self = {
    busy: null, // the name of the request under way
    problem: null, // {name, title, detail}: the latest refusal
    done: null, // words for what the latest request did
    /** Ask; resolves to the answer, or undefined if it was refused, failed or left out. */
    async run(name, ask, say) {
      const again = last.name === name && performance.now() - last.at < PAUSE_MS;
      if (self.busy || again) return undefined;
      Object.assign(self, { busy: name, problem: null, done: null });
      draw();
      try {
        const answer = await ask();
        self.done = say ? say(answer) : null;
        return answer;
      } catch (error) {
        self.problem = { name, ...inWords(error) };
        return undefined;
      } finally {
        last = { name, at: performance.now() };
        self.busy = null;
        draw();
      }
    },
    /** Show a refusal found before asking. */
    refuse(name, title, detail = "") {
      Object.assign(self, { problem: { name, title, detail }, done: null });
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

/** Title, detail and code of an error, in the reader's language. */
export function inWords(error) {
  if (error instanceof Problem) {
    const { title, detail, code, errors } = error;
    const fields = (errors ?? []).map((e) => e.what).filter(Boolean);
    return { title, detail: [detail, ...fields].filter(Boolean).join(" "), code };
  }
  return {
    title: t("No answer from the server"),
    detail: t("Nothing was changed as far as this page knows. Look at the screen, then try again."),
    code: "offline",
  };
}
