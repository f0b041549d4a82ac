// What can be touched and is smaller than 48 by 48 pixels. A field is as large as its label where that is larger. Left out,
// as in WCAG 2.5.8: links in running text, and shapes of a map, each of which has a card beside it.
const least = 47.5;
const large = (part) => {
  const { width, height } = part.getBoundingClientRect();
  return width >= least && height >= least;
};
return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
  .filter((one) => !one.closest("svg") && getComputedStyle(one).display !== "inline")
  .filter((one) => ![one, ...(one.labels ?? [])].some(large))
  .map((one) => one.outerHTML.slice(0, 200));
