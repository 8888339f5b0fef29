// The page's own files kept on the phone, and a place on its home screen where the phone offers one.

import { lang } from "/assets/js/i18n.js";

const WORKER = "/t-worker.js";
const SCOPE = "/t";
let offer = null;

/** Keep the page's files, so that it opens without a network. Browsers want https for it. */
export function prepare(changed) {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    changed();
  });
  addEventListener("appinstalled", () => {
    offer = null;
    changed();
  });
  keepFiles();
}

/** Have the page at hand in the language shown; without, it works only with a network. */
export function keepFiles() {
  registration().catch(() => {});
}

/** The worker of this page in the language shown, or null where there can be none. */
export async function registration() {
  if (!("serviceWorker" in navigator)) return null;
  return navigator.serviceWorker.register(`${WORKER}?lang=${lang()}`, { scope: SCOPE });
}

/** Whether the browser would put the page on the home screen now. */
export const isOffered = () => offer !== null;

/** Let the browser ask the holder. */
export async function ask() {
  const asked = offer;
  offer = null;
  await asked?.prompt();
}
