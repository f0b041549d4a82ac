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

// Small values by name, in a database of the page's own. They are read while the module is made ready.
const valuesDatabase = "feltbog-page";
const valuesStore = "value";
const valuesPatience = 10000;
let valuesOpened;

const openValues = () => valuesOpened ??= new Promise((done, fail) => {
  const opening = indexedDB.open(valuesDatabase, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(valuesStore);
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = () => {
    const connection = opening.result;
    connection.onclose = () => { valuesOpened = undefined; };
    connection.onversionchange = () => {
      connection.close();
      valuesOpened = undefined;
    };
    done(connection);
  };
});

// iOS drops connections of an app in the background, and answers of a dropped one may never come: what comes to nothing
// is tried once more on another.
const withValues = async (work) => {
  for (let tries = 1; ; tries += 1) {
    let late;
    const limit = new Promise((_, fail) => {
      late = setTimeout(() => fail(new DOMException("no answer", "TimeoutError")), valuesPatience);
    });
    try {
      return await Promise.race([openValues().then(work), limit]);
    } catch (error) {
      if (tries === 2 || error?.name === "QuotaExceededError") throw error;
      valuesOpened?.then((connection) => connection.close(), () => 0);
      valuesOpened = undefined;
    } finally {
      clearTimeout(late);
    }
  }
};

const readValues = () => withValues((connection) => new Promise((done, fail) => {
  const reading = connection.transaction(valuesStore, "readonly");
  const rows = reading.objectStore(valuesStore);
  const [names, values] = [rows.getAllKeys(), rows.getAll()];
  reading.oncomplete = () => done([names.result, values.result]);
  reading.onabort = () => fail(reading.error ?? new DOMException("no rows", "AbortError"));
}));

let firstReading = readValues();
firstReading.catch(() => 0);

// All names and all values. The first answer is the one that was asked for before the module was there.
globalThis.feltbogReadValues = () => {
  const reading = firstReading ?? readValues();
  firstReading = undefined;
  return reading;
};

// Whether the browser keeps a database of the engine's. A browser that does not name its databases may keep one. Asked
// before the engine starts, which makes one.
const databases = indexedDB.databases?.() ?? Promise.reject();
const holdsRecords = databases.then((all) => all.some(({ name }) => name !== valuesDatabase), () => true);
globalThis.feltbogHoldsRecords = () => holdsRecords;

// One change after another. Each is told when the browser says that it is on the disk.
let lastChange = Promise.resolve();
globalThis.feltbogChangeValues = (names, change) => {
  const changing = () => withValues((connection) => new Promise((done, fail) => {
    const writing = connection.transaction(valuesStore, "readwrite", { durability: "strict" });
    const rows = writing.objectStore(valuesStore);
    const asked = names.map((name) => rows.get(name));
    let after;
    asked[names.length - 1].onsuccess = () => {
      const before = asked.map((request) => request.result);
      after = change(before);
      names.forEach((name, at) => {
        if (after[at] === before[at]) return;
        if (after[at] === undefined) rows.delete(name);
        else rows.put(after[at], name);
      });
    };
    writing.oncomplete = () => done(after);
    writing.onabort = () => fail(writing.error ?? new DOMException("not written", "AbortError"));
  }));
  lastChange = lastChange.then(changing, changing);
  return lastChange;
};

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
