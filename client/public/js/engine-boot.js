// Starts the engine in its worker.
//
// What the screen sends before the module has started is held back here and handed over, in order, as soon as it
// runs. The module must therefore have its `message` listener in place when its `main` returns.
//
// A trap leaves the module's memory in no state to go on from. The screen is told once, with `{ crashed: string }`,
// and the worker closes itself; everything that counts is already in the database, so the screen starts a new one.
import init from "{{asset:engine.js}}";

let held = [];
let crashed = false;

const hold = (event) => {
  event.stopImmediatePropagation();
  held.push(event);
};

const crash = (error) => {
  if (crashed) return;
  crashed = true;
  console.error(error);
  // The engine leaves word here which record it is reading, so that the next one can step around it.
  const touching = globalThis.feltbogTouching;
  if (touching) postMessage({ touching });
  postMessage({ crashed: String(error?.stack ?? error?.message ?? error) });
  close();
};

addEventListener("message", hold);
addEventListener("error", (event) => {
  // Told below; without this the screen would hear of it once more, and perhaps first.
  event.preventDefault();
  crash(event.error ?? event.message);
});
addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof WebAssembly.RuntimeError) crash(event.reason);
});

init({ module_or_path: "{{asset:engine.wasm}}" }).then(() => {
  removeEventListener("message", hold);
  for (const event of held) {
    if (crashed) return;
    dispatchEvent(new MessageEvent("message", { data: event.data, ports: [...event.ports] }));
  }
  held = [];
}, crash);

// AES-256-GCM by the browser: `usage` is "encrypt" or "decrypt".
globalThis.feltbogCrypt = async (usage, key, iv, bytes) => {
  const name = "AES-GCM";
  const ready = await crypto.subtle.importKey("raw", key, name, false, [usage]);
  return crypto.subtle[usage]({ name, iv }, ready, bytes);
};

// A key of the phone's own: ECDSA P-256. The browser signs with it and gives it to nobody. Answers the private key and
// the bytes of the public one.
globalThis.feltbogMakeKey = async () => {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ["sign"]);
  return [privateKey, new Uint8Array(await crypto.subtle.exportKey("raw", publicKey))];
};

// The browser's own key under the vault, of which it makes an HMAC and which it gives to nobody. Nothing where the browser
// has no cryptography (without HTTPS).
globalThis.feltbogMakeVaultKey = async () =>
  crypto.subtle?.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

globalThis.feltbogMac = async (key, message) => crypto.subtle.sign("HMAC", key, message);

globalThis.feltbogSign = async (key, message) =>
  crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, message);
