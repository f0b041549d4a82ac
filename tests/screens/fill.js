// Given how many: makes copies of the list's rows under other ids until there are so many, and returns how many were made.
const [most] = given;
const open = indexedDB.open('feltbog');
const base = await new Promise((done, fail) => { open.onsuccess = () => done(open.result); open.onerror = fail; });
const asked = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = fail;
});
const reading = base.transaction('view').objectStore('view');
const [keys, rows] = await Promise.all([asked(reading.getAllKeys()), asked(reading.getAll())]);
const writing = base.transaction('view', 'readwrite');
const store = writing.objectStore('view');
let made = 0;
for (let at = 0; rows.length + made < most; at = (at + 1) % rows.length, made += 1) {
    const [key, row] = [new Uint8Array(keys[at].slice(0)), new Uint8Array(rows[at].slice(0))];
    const id = key.slice(16);
    const place = row.findIndex((_, from) => id.every((byte, step) => row[from + step] === byte));
    for (let byte = 10; byte < 16; byte += 1) {
        key[16 + byte] = row[place + byte] = Math.floor(Math.random() * 256);
    }
    store.put(row, key);
}
await new Promise((done, fail) => { writing.oncomplete = done; writing.onerror = fail; });
base.close();
return made;
