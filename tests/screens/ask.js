// Given a question, and what the page says of everything it holds: asks the question on the page for finding and returns
// after how many milliseconds the answer was painted. The field is emptied first, so an answer that reads like the one
// before it is seen too.
const [question, everything] = given;
const said = () => document.querySelector('main p[role=status]').textContent;
const field = document.getElementById('find');
const ask = (text) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
};
const frame = () => new Promise((done) => requestAnimationFrame(done));
ask('');
while (!said().includes(everything)) await frame();
const began = performance.now();
ask(question);
while (said().includes(everything)) await frame();
await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
return performance.now() - began;
