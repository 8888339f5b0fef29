// The phone page without a network: its own files, kept together from one version of the office's
// software. What a number's state is never comes from here; that is asked of the office alone.
//
// The server puts `self.SHELL = {name, version, page, source, files}` and worker/news.js in front of
// this file.

const CACHE = `phone-${self.SHELL.version}`;
const FILES = new Set(self.SHELL.files);
const PATIENCE_MS = 3_000;

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(settle());
});

async function fill() {
  const cache = await caches.open(CACHE);
  const page = await fetch(self.SHELL.source, { cache: "no-cache" });
  if (!page.ok) throw new Error(`${self.SHELL.source}: ${page.status}`);
  await cache.put(self.SHELL.page, page);
  // All or none: half a page would be worse than the old one.
  await cache.addAll([...FILES].map((path) => new Request(path, { cache: "no-cache" })));
  await self.skipWaiting();
}

async function settle() {
  for (const name of await caches.keys()) {
    if (name.startsWith("phone-") && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === self.SHELL.page) event.respondWith(page(request));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(file(event, url));
  }
});

/** The newest page if it comes soon, else the one kept. */
async function page(request) {
  const own = await caches.match(self.SHELL.page, { cacheName: CACHE });
  const coming = fetch(request);
  if (!own) return coming;
  coming.catch(() => {});
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const newest = await Promise.race([coming, late]).catch(() => null);
  return newest?.ok ? newest : own;
}

/** The files of the phone page from here; other pages below the same address ask for their own. */
async function file(event, url) {
  const client = await self.clients.get(event.clientId);
  if (client && new URL(client.url).pathname !== self.SHELL.page) return fetch(event.request);
  const cache = await caches.open(CACHE);
  const own = await cache.match(url.pathname + url.search);
  if (own) return own;
  const answer = await fetch(event.request);
  if (answer.ok) await cache.put(event.request, answer.clone()).catch(() => {});
  return answer;
}

// -- being told while the page is closed ---------------------------------------------------------

const BUZZ_MS = { soon: [300], called: [400, 200, 400, 200, 700] };

self.addEventListener("push", (event) => {
  event.waitUntil(show(read(event.data)));
});

/** A newer moment takes the older one's place: no call stands there that is over. */
function show({ kind = "", title = "", body = "", at }) {
  return self.registration.showNotification(title || self.SHELL.name, {
    body,
    tag: "ticket",
    renotify: true,
    timestamp: Date.parse(at) || Date.now(),
    icon: "/assets/display/icons/app-192.png",
    vibrate: BUZZ_MS[kind] ?? [200],
    requireInteraction: kind === "called",
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(bringForward(self.SHELL.page)); // it knows its number
});
