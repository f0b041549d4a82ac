// What can be touched and is hard for a thumb to hit: smaller than 48 by 48 pixels, a screen's main button lower than 56, or
// less than 8 pixels between the 48 of one and the 48 of its neighbour. A field is as large as its label where that is
// larger. Left out, as in WCAG 2.5.8: links in running text, and shapes of a map, each of which has a card beside it.
const size = 48;
const primary = 56;
const gap = 8;
// Boxes lie on fractions of a pixel.
const slack = 0.5;
const layers = new Map();
// What scrolls passes under what stands still, so only what moves together can be too near.
const layer = (part) => {
  if (!part || part === document.documentElement) return null;
  if (!layers.has(part)) {
    const { position, overflowX, overflowY } = getComputedStyle(part);
    const own = /fixed|sticky/.test(position) || /auto|scroll/.test(overflowX + overflowY);
    layers.set(part, own ? part : layer(part.parentElement));
  }
  return layers.get(part);
};
const side = ({ width, height }) => Math.min(width, height);
const touched = (one) =>
  [one, ...(one.labels ?? [])].map((part) => part.getBoundingClientRect()).reduce((a, b) => (side(b) > side(a) ? b : a));
// The 48 pixels in the middle: what the thumb is given, however much more there is.
const middle = (from, length) => {
  const kept = Math.min(length, size);
  const start = from + (length - kept) / 2;
  return [start, start + kept];
};
const between = ([a, b], [c, d]) => Math.max(c - b, a - d);
const targets = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
  .filter((one) => !one.closest("svg") && getComputedStyle(one).display !== "inline")
  .map((one) => {
    const { x, y, width, height } = touched(one);
    const [wide, high] = [middle(x, width), middle(y, height)];
    return { one, width, height, wide, high, layer: layer(one), said: one.outerHTML.slice(0, 200) };
  });
const small = targets
  .filter((target) => side(target) < size - slack)
  .map(({ said }) => `smaller than ${size} px: ${said}`);
const low = targets
  .filter(({ one, height }) => one.matches(".primary") && height < primary - slack)
  .map(({ said }) => `lower than ${primary} px: ${said}`);
const near = targets.flatMap((a, place) =>
  targets.slice(place + 1)
    .filter((b) => a.layer === b.layer && !a.one.contains(b.one) && !b.one.contains(a.one))
    .map((b) => [Math.max(between(a.wide, b.wide), between(a.high, b.high)), b])
    .filter(([apart]) => apart < gap - slack)
    .map(([apart, b]) => `${apart.toFixed(1)} px from its neighbour: ${a.said}\n    ${b.said}`));
return [...small, ...low, ...near];
