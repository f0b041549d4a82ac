// Starts the office. The only script of office.html besides the theme: the content security policy allows no inline
// ones.
//
// When the module cannot start, or stops in the middle of something, <html data-boot="failed"> shows a plain sentence
// and a way out.
import init from "{{asset:office.js}}";

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

init({ module_or_path: "{{asset:office.wasm}}" }).then(() => {
  document.documentElement.dataset.boot ??= "started";
}, failed);
