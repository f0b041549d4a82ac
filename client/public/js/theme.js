// Puts the person's language and appearance on the page before anything is drawn, so that a dark screen does not
// flash light. The app keeps them up to date from then on.
try {
  const root = document.documentElement;
  root.dataset.theme = localStorage.getItem("feltbog.theme") ?? "phone";
  root.lang = localStorage.getItem("feltbog.language") ?? "da";
} catch {
  // A browser that keeps nothing gets the defaults.
}
