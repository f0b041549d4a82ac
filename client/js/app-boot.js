// Starts the screen. The only script index.html loads: the content security policy allows no inline ones.
//
// When the module cannot start, or stops in the middle of something, <html data-boot="failed"> lets index.html
// and the style sheet show a plain sentence and a way out instead of a blank or frozen screen.
import init from "{{asset:app.js}}";

const failed = (error) => {
  console.error(error);
  document.documentElement.dataset.boot = "failed";
};

addEventListener("error", (event) => {
  if (event.error instanceof WebAssembly.RuntimeError) failed(event.error);
});

addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof WebAssembly.RuntimeError) failed(event.reason);
});

// The first time on this phone, what the engine is made of comes while the screen starts instead of after it.
if (!navigator.serviceWorker?.controller) {
  for (const file of ["{{asset:engine.wasm}}", "{{asset:engine-boot.js}}", "{{asset:engine.js}}"]) {
    fetch(file, { priority: "low" }).then((got) => got.blob()).catch(() => 0);
  }
}

init({ module_or_path: "{{asset:app.wasm}}" }).then(() => {
  // A trap while starting has already said "failed"; that stands.
  document.documentElement.dataset.boot ??= "started";
}, failed);

// Calls when an element is within a screen of what is seen of the page; returns how to end that.
globalThis.feltbogNear = (element, isNear) => {
  const seen = (all) => all.some((one) => one.isIntersecting) && isNear();
  const watch = new IntersectionObserver(seen, { root: element.closest("main"), rootMargin: "100%" });
  watch.observe(element);
  return () => watch.disconnect();
};
