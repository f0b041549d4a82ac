// Keeps what the test's page loads, so that it opens without a network.
const FILES = ["/engine/", "/engine/engine-boot.js", "/engine/engine.js", "/engine/engine.wasm"];

addEventListener("install", (event) => {
  event.waitUntil(caches.open("engine").then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (FILES.includes(pathname)) event.respondWith(caches.match(pathname));
});
