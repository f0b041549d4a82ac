// Given a question: asks it on the page for finding and returns after how many milliseconds the answer was painted.
const [question] = given;
const said = () => document.querySelector('main p[role=status]').textContent;
const before = said();
const field = document.getElementById('find');
const began = performance.now();
field.value = question;
field.dispatchEvent(new Event('input', { bubbles: true }));
while (said() === before) await new Promise((done) => requestAnimationFrame(done));
await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
return performance.now() - began;
