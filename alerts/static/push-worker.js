// Shows notices when no page of ours is open. What comes is sealed for this browser and names nobody.
//
// The server puts worker/news.js in front of this file.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data));
});

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

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(bringForward(event.notification.data?.path ?? "/supervisor"));
});
