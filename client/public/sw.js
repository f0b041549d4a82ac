// The app's shell, and nothing else: no record, no session, nothing under /api passes through here.
//
// Each version has a cache of its own, filled completely before the version can be used. A new one is fetched beside
// the one in use and waits until the person says "update now"; half of a version never replaces a whole one.
const version = "{{version}}";
const paths = {{precache}};
const cacheName = `feltbog-${version}`;
const shell = new Set(paths);
// What the server answers itself: data, health, the office, the page of seals, the interview for residents and the
// accessibility statement.
const notTheApp = /^\/(api|assets|healthz|readyz|kontor|segl|tilgaengelighed|trivsel)(\/|$)|\.[a-z0-9]+$/;

addEventListener("install", (event) => {
  event.waitUntil(fill());
});

addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => clients.claim()));
});

addEventListener("message", (event) => {
  if (event.data === "skipWaiting") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && !notTheApp.test(url.pathname)) {
    event.respondWith(fromShell("/", request));
  } else if (shell.has(url.pathname)) {
    event.respondWith(fromShell(url.pathname, request));
  }
});

// A message has no content: the text is the app's own, as the page left it in its language.
addEventListener("push", (event) => {
  event.waitUntil(tell());
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openApp());
});

async function tell() {
  const kept = await caches.match("/push-text");
  const body = kept ? await kept.text() : "";
  await registration.showNotification("Feltbog", { body, tag: "news", icon: "{{asset:icons/feltbog-192.png}}" });
}

async function openApp() {
  const all = await clients.matchAll({ type: "window" });
  const app = all.find((client) => !notTheApp.test(new URL(client.url).pathname));
  return app ? app.focus() : clients.openWindow("/");
}

async function fill() {
  const cache = await caches.open(cacheName);
  const known = await caches.keys();
  // What the first screen waits for goes before what it does not: the line is shared.
  await Promise.all(paths.filter((path) => path.includes("/engine")).map((path) => keep(cache, path, known)));
  await Promise.all(paths.map((path) => keep(cache, path, known)));
}

// Names hold the content's hash, so a file that an older version has is the same file: an interrupted or small update
// fetches only what is missing.
async function keep(cache, path, known) {
  const isPage = path === "/";
  if (!isPage) {
    if (await cache.match(path)) return;
    for (const name of known) {
      const older = name.startsWith("feltbog-") && (await (await caches.open(name)).match(path));
      if (older) return cache.put(path, older);
    }
  }
  const response = await fetch(new Request(path, isPage ? { cache: "no-cache" } : {}));
  const isIt = response.ok && !response.redirected && (await isOurs(path, response.clone()));
  if (!isIt) throw new Error(`${path}: ${response.status}`);
  await cache.put(path, response);
}

// A captive portal answers every request with a page of its own, which is no part of the app.
async function isOurs(path, response) {
  const hash = /-([0-9a-f]{12})(\.[a-z0-9]+)?$/.exec(path)?.[1];
  if (!hash) return (await response.text()).includes("feltbog-engine");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
  const hex = Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0"));
  return hex.join("") === hash;
}

async function fromShell(path, request) {
  const cached = await (await caches.open(cacheName)).match(path);
  return cached ?? fetch(request);
}

async function tidy() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("feltbog-") && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}
