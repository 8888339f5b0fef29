// The number that this phone holds, kept on the phone: the page opened again from the home screen,
// or without a network, still knows it, and when that was true.

const KEY = "phone-ticket";

/** Keep what was last seen of a ticket, with the office's hour of it. */
export function keep(token, view) {
  put(KEY, JSON.stringify({ token, view, at: view.at }));
}

/** {token, view, at} of the ticket kept, or null. */
export function kept() {
  try {
    const found = JSON.parse(read(KEY));
    return typeof found?.token === "string" && found.view ? found : null;
  } catch {
    return null;
  }
}

/** The visit is over, or the office knows nothing of it: forget. */
export function forget() {
  put(KEY, null);
}

/** A choice of the holder's, or null. A browser may refuse to keep anything: then always null. */
export function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keep a choice, or with null forget it; the page works without. */
export function put(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // full or forbidden
  }
}
