// The vault as the engine keeps it, written down a second time: opens and seals rows of a database whose rows stand
// encrypted. Rows of any other database, those that are not encrypted yet, and those that are behind a PIN which nobody has
// entered in this tab are given back as they are.
const vaultOf = async (name) => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const utf8 = (text) => new TextEncoder().encode(text);
  const joined = (...parts) => {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
    return bytes;
  };
  const known = (await indexedDB.databases()).map((one) => one.name);
  const rowOf = async (database, store, key) => {
    if (!known.includes(database)) return undefined;
    const opened = await asked(indexedDB.open(database));
    try {
      if (!opened.objectStoreNames.contains(store)) return undefined;
      return await asked(opened.transaction(store).objectStore(store).get(utf8(key)));
    } finally {
      opened.close();
    }
  };
  const same = async (_store, _key, row) => new Uint8Array(row);
  const mark = (await rowOf(name, "vault", "forward-2")) ?? (await rowOf(name, "vault", "forward"));
  if (!mark) return { open: same, seal: same };

  const algorithm = (iv, additionalData) => ({ name: "AES-GCM", iv, additionalData });
  const keyOf = (raw, uses) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, uses);
  const unwrapped = async (row, secret = new Uint8Array()) => {
    if (!row) return undefined;
    const [deviceKey, wrapping] = row;
    const bound = joined(utf8("feltbog data key\0"), wrapping.slice(0, 17));
    const mac = await crypto.subtle.sign("HMAC", deviceKey, joined(bound, secret));
    const outer = await keyOf(mac, ["decrypt"]);
    const raw = await crypto.subtle.decrypt(algorithm(wrapping.slice(17, 29), bound), outer, wrapping.slice(29));
    return keyOf(raw, ["encrypt", "decrypt"]);
  };
  const records = name.replace(/-photos$/, "");
  const kept = async (key) => (await rowOf(records, "vault", key)) ?? (await rowOf(`${records}-key`, "key", key));
  const ofVisit = async () => {
    const [, visit] = (sessionStorage.getItem("feltbog.visit") ?? "").split(" ");
    if (!visit) return undefined;
    const secret = Uint8Array.from(visit.match(/../g), (byte) => parseInt(byte, 16));
    return unwrapped(await rowOf(records, "vault", "visit"), secret).catch(() => undefined);
  };
  const wrapped = await kept("vault");
  const isBehindPin = wrapped?.[1][0] === 2;
  const keys = { 1: await (isBehindPin ? ofVisit() : unwrapped(wrapped)), 2: await unwrapped(await kept("sending")) };
  const isForSending = (store) => ["outbox", "refused", "aside", "session", "photo", "state"].includes(store);
  const place = (form, store, key) =>
    joined([form], utf8(`feltbog row\0${name}\0${store}\0`), new Uint8Array(key));
  return {
    open: async (store, key, row) => {
      const bytes = new Uint8Array(row);
      try {
        const how = algorithm(bytes.slice(1, 13), place(bytes[0], store, key));
        return new Uint8Array(await crypto.subtle.decrypt(how, keys[bytes[0]], bytes.slice(13)));
      } catch {
        return bytes;
      }
    },
    seal: async (store, key, row) => {
      const form = keys[2] && isForSending(store) ? 2 : 1;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const how = algorithm(iv, place(form, store, key));
      return joined([form], iv, new Uint8Array(await crypto.subtle.encrypt(how, keys[form], new Uint8Array(row))));
    },
  };
};
