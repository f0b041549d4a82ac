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
const valuesKeyStore = "key";
const valuesPatience = 10000;
let valuesOpened;

const openValues = () => valuesOpened ??= new Promise((done, fail) => {
  const opening = indexedDB.open(valuesDatabase, 2);
  opening.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion < 1) opening.result.createObjectStore(valuesStore);
    if (oldVersion < 2) opening.result.createObjectStore(valuesKeyStore);
  };
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

// Ways back hold words of records. They stand encrypted, by a key that the browser gives to no script.
const holdsWords = (name) => name.startsWith("feltbog.undo");
const keyName = "words";

// The key that stands, or the one that is given where none stands.
const keptKey = (given) => withValues((connection) => new Promise((done, fail) => {
  const asking = connection.transaction(valuesKeyStore, given ? "readwrite" : "readonly", { durability: "strict" });
  const keys = asking.objectStore(valuesKeyStore);
  const asked = keys.get(keyName);
  asked.onsuccess = () => {
    if (given && !asked.result) keys.put(given, keyName);
  };
  asking.oncomplete = () => done(asked.result ?? given);
  asking.onabort = () => fail(asking.error ?? new DOMException("no key", "AbortError"));
}));

// Nothing where the browser makes or keeps no keys (without HTTPS): values stand there as they are. A storage that does not
// answer says nothing of keys: what asked for one fails with it.
let wordsKey;
const keyOfWords = () => wordsKey ??= (async () => {
  if (!crypto.subtle) return undefined;
  const kept = await keptKey();
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return keptKey(made).catch(() => undefined);
})().catch((error) => {
  wordsKey = undefined;
  throw error;
});

const cipher = (name, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) });

const sealedValue = async (name, value) => {
  const key = value !== undefined && holdsWords(name) ? await keyOfWords() : undefined;
  if (!key) return value;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(cipher(name, iv), key, new TextEncoder().encode(value));
  return new Uint8Array([...iv, ...new Uint8Array(sealed)]);
};

// A value that cannot be opened is none.
const openedValue = async (name, value) => {
  if (!(value instanceof Uint8Array)) return value;
  const key = await keyOfWords();
  try {
    const opened = await crypto.subtle.decrypt(cipher(name, value.slice(0, 12)), key, value.slice(12));
    return new TextDecoder().decode(opened);
  } catch {
    return undefined;
  }
};

const openedValues = (names, values) => Promise.all(values.map((value, at) => openedValue(names[at], value)));

const readValues = async () => {
  const [names, values] = await withValues((connection) => new Promise((done, fail) => {
    const reading = connection.transaction(valuesStore, "readonly");
    const rows = reading.objectStore(valuesStore);
    const [names, values] = [rows.getAllKeys(), rows.getAll()];
    reading.oncomplete = () => done([names.result, values.result]);
    reading.onabort = () => fail(reading.error ?? new DOMException("no rows", "AbortError"));
  }));
  return [names, await openedValues(names, values)];
};

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

// Changes values as they stand, in one transaction.
const changeStanding = (names, change) => withValues((connection) => new Promise((done, fail) => {
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

// The browser encrypts while a transaction would end: what was encrypted is written where nobody wrote meanwhile.
const changeSealed = async (names, change) => {
  for (;;) {
    let before;
    await changeStanding(names, (standing) => before = standing);
    const after = change(await openedValues(names, before));
    const sealed = await Promise.all(names.map((name, at) => sealedValue(name, after[at])));
    const isSame = (one, other) => one === other
      || (one instanceof Uint8Array && other instanceof Uint8Array && String(one) === String(other));
    let isWritten;
    await changeStanding(names, (standing) => {
      // A first try may have been written although its answer was lost.
      const stands = [before, sealed].some((known) => standing.every((value, at) => isSame(value, known[at])));
      isWritten = stands;
      return isWritten ? sealed : standing;
    });
    if (isWritten) return after;
  }
};

globalThis.feltbogChangeValues = (names, change) => {
  const changing = () => (names.some(holdsWords) ? changeSealed : changeStanding)(names, change);
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
