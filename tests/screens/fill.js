// Given how many: makes copies of the list's rows under other ids until there are so many, and returns how many were made.
// Given an owner and ids as well, in hexadecimal: copies only those of these records that belong to the owner.
const [most, owner, only] = given;
const open = indexedDB.open('feltbog');
const base = await new Promise((done, fail) => { open.onsuccess = () => done(open.result); open.onerror = fail; });
const asked = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = fail;
});
const reading = base.transaction('view').objectStore('view');
const [keys, sealed] = await Promise.all([asked(reading.getAllKeys()), asked(reading.getAll())]);
const vault = await vaultOf('feltbog');
const rows = await Promise.all(keys.map((key, at) => vault.open('view', key, sealed[at])));
const holds = (bytes, hex) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('').includes(hex);
const ids = keys.map((key) => new Uint8Array(key).slice(16));
const copied = [...keys.keys()].filter((at) => !only || (
    only.some((id) => holds(ids[at], id)) && holds(rows[at], owner)
));
if (copied.length === 0) return 0;
const copies = [];
let made = 0;
for (; rows.length + made < most; made += 1) {
    const at = copied[made % copied.length];
    const [key, row] = [new Uint8Array(keys[at].slice(0)), rows[at].slice()];
    const id = key.slice(16);
    const place = row.findIndex((_, from) => id.every((byte, step) => row[from + step] === byte));
    for (let byte = 10; byte < 16; byte += 1) {
        key[16 + byte] = row[place + byte] = Math.floor(Math.random() * 256);
    }
    copies.push([await vault.seal('view', key, row), key]);
}
const writing = base.transaction('view', 'readwrite');
for (const [row, key] of copies) writing.objectStore('view').put(row, key);
await new Promise((done, fail) => { writing.oncomplete = done; writing.onerror = fail; });
base.close();
return made;
