// Keeps one whole version of the pages on the device, so that they start without a network. The build puts SHELL in front:
// the version, and each file with the SHA-256 of its content. Nothing of the API passes through here.
const PREFIX = "umbral-shell-";
const CACHE = PREFIX + SHELL.version;
const INDEX = "/index.html";
/** How long a page waits for the network before the device's own copy is shown. */
const PATIENCE_MS = 4000;

const address = (path) => `${path}?${SHELL.files[path]}`;

// A file that an earlier version had too is taken from there. The browser checks every other one against its SHA-256, so
// that no version is ever made of two.
async function store(cache, path) {
  const kept = await caches.match(address(path));
  const file = kept ?? (await fetch(path, { cache: "no-cache", integrity: SHELL.files[path] }));
  if (!file.ok) throw new Error(`${path}: ${file.status}`);
  await cache.put(address(path), file);
}

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.all(Object.keys(SHELL.files).map((path) => store(cache, path)))));
});

self.addEventListener("activate", (event) => {
  const others = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  event.waitUntil(others().then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

// A new version waits until somebody at a page of the old one says so.
self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

// There is a network again, which a page in the background may hear late: its timers are held back. What waits is sealed under
// a key that this worker could use but must not, for whoever signed in has to be there: without an open page nothing is sent.
self.addEventListener("sync", (event) => {
  if (event.tag !== "outbox") return;
  event.waitUntil(self.clients.matchAll({ type: "window" }).then((pages) => pages.forEach((page) => page.postMessage("network"))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (SHELL.files[pathname]) event.respondWith(kept(pathname));
});

// A call from the server's push service. It has no content: whoever sees the screen of a locked telephone learns nothing.
self.addEventListener("push", (event) => {
  const spanish = self.navigator.language.startsWith("es");
  const body = spanish ? "Abra Umbral: hay algo que debe ver." : "Open Umbral: there is something you must see.";
  event.waitUntil(self.registration.showNotification("Umbral", { body, tag: "umbral", renotify: true }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(toTheScreen());
});

// A page that is open is brought to the front as it is: somebody may be at work on it.
async function toTheScreen() {
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  await (page ? page.focus() : self.clients.openWindow("/"));
}

const kept = async (path) => (await caches.match(address(path), { cacheName: CACHE })) ?? fetch(path);

// What a page may connect to stands in its headers and depends on who is signed in, so the network's are shown while there
// is one; but never with an index of another version than the files that it would load from here.
async function page(request) {
  const own = await caches.match(address(INDEX), { cacheName: CACHE });
  const answer = await Promise.race([
    fetch(request).catch(() => undefined),
    new Promise((done) => setTimeout(done, own ? PATIENCE_MS : 2 ** 30)),
  ]);
  if (!own) return answer ?? Response.error();
  if (!answer?.ok) return own;
  const body = await answer.clone().arrayBuffer().catch(() => undefined);
  if (body && (await digest(body)) === SHELL.files[INDEX]) return answer;
  self.registration.update().catch(() => {});
  return body ? new Response(own.body, { headers: answer.headers }) : own;
}

async function digest(bytes) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...sum))}`;
}
