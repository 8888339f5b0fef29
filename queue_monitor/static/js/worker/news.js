// What every worker that shows news has; the server puts it in front of each, as none may fetch it.

/** A browser takes its consent back from whoever shows nothing: the unreadable is shown as well. */
function read(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

/** The page that is open already, else a new one; never another site's. */
async function bringForward(path) {
  const url = new URL(path, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((client) => new URL(client.url).pathname === url.pathname);
  await (there ? there.focus() : self.clients.openWindow(url.href));
}
