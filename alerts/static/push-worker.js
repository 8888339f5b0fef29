// Shows notices when no page of ours is open. What comes is sealed for this browser and names nobody.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data));
});

/** A browser takes the consent back from whoever shows nothing: unreadable news are shown as well. */
function show(data) {
  const { title = "e-Eyes", body = "", tag, at, path = "/supervisor" } = read(data);
  return self.registration.showNotification(title, {
    body,
    tag,
    renotify: Boolean(tag), // a newer notice of an alert takes the older one's place, and is heard
    timestamp: Date.parse(at) || Date.now(),
    icon: "/assets/favicon.svg",
    requireInteraction: true,
    data: { path },
  });
}

function read(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path));
});

/** The page that is open already, else a new one; never another site's. */
async function open(path) {
  const url = new URL(path ?? "/supervisor", self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((client) => new URL(client.url).pathname === url.pathname);
  await (there ? there.focus() : self.clients.openWindow(url.href));
}
