// The vault as the engine keeps it, written down a second time: opens and seals rows of a database whose rows stand
// encrypted. Rows of any other database, and those that are not encrypted yet, are given back as they are.
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
  if (!(await rowOf(name, "vault", "forward"))) return { open: same, seal: same };
  const records = name.replace(/-photos$/, "");
  const kept = (await rowOf(records, "vault", "vault")) ?? (await rowOf(`${records}-key`, "key", "vault"));
  if (!kept) return { open: same, seal: same };

  const [deviceKey, wrapping] = kept;
  const message = joined(utf8("feltbog data key\0"), [1], wrapping.slice(1, 17));
  const mac = await crypto.subtle.sign("HMAC", deviceKey, message);
  const outer = await crypto.subtle.importKey("raw", mac, "AES-GCM", false, ["decrypt"]);
  const algorithm = (iv, additionalData) => ({ name: "AES-GCM", iv, additionalData });
  const raw = await crypto.subtle.decrypt(algorithm(wrapping.slice(17, 29), message), outer, wrapping.slice(29));
  const dataKey = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const place = (store, key) => joined([1], utf8(`feltbog row\0${name}\0${store}\0`), new Uint8Array(key));
  return {
    open: async (store, key, row) => {
      const bytes = new Uint8Array(row);
      try {
        const how = algorithm(bytes.slice(1, 13), place(store, key));
        return new Uint8Array(await crypto.subtle.decrypt(how, dataKey, bytes.slice(13)));
      } catch {
        return bytes;
      }
    },
    seal: async (store, key, row) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt(algorithm(iv, place(store, key)), dataKey, new Uint8Array(row));
      return joined([1], iv, new Uint8Array(sealed));
    },
  };
};
