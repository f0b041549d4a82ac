// PouchDB 9 against express-pouchdb 4.2: the same records as `feltbog-load one`, as plain JSON of fifteen fields.
// Prints one JSON object a line. `npm install` in this folder first, or let `cargo xtask bench peers` do it.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, connect } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const PouchDB = require("pouchdb");
PouchDB.plugin(require("pouchdb-adapter-memory"));

const count = Number(process.argv[2] ?? 2000);
const rounds = Number(process.argv[3] ?? 5);
const here = dirname(fileURLToPath(import.meta.url));

let state = 1;
// Numbers that look random and are the same in every run.
const draw = (below) => {
  state = (state * 1664525 + 1013904223) % 4294967296;
  return Math.floor((state / 4294967296) * below);
};
const any = (...values) => values[draw(values.length)];

function record(number) {
  const started = Date.UTC(2026, 6, 1) + draw(86_400_000);
  return {
    _id: `count-${String(number).padStart(6, "0")}-${draw(4294967296).toString(16)}`,
    created_at: started,
    state: "igang",
    protocol: any("fit_10min", "gruppe_klasse", "15min_sommerfugl"),
    area: `0${draw(5)}010101-0101-0101-0101-010101010101`,
    flower: any("maelkeboette", "hvidkloever", "roedkloever", "brombaer", "tidsel", "knopurt", "lavendel"),
    flower_units: 1 + draw(299),
    started_at: started,
    finished_at: started + 600_000,
    minutes: 10,
    temp_c: 10 + draw(20),
    sky: any("sol", "let_skyet", "overskyet"),
    wind: any("stille", "let", "frisk"),
    dry: draw(2) === 1,
    counts: { [any("humlebi", "honningbi", "hveps")]: 1 + draw(19), [any("flue", "bille")]: 1 + draw(19) },
    group_name: `${draw(10)}. klasse, hold ${1 + draw(8)}`,
  };
}

// Counts every byte between the client and the server, headers and all.
async function counted(port) {
  const bytes = { sent: 0, received: 0 };
  const proxy = createServer((socket) => {
    const onward = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    onward.setNoDelay(true);
    socket.on("data", (data) => { bytes.sent += data.length; onward.write(data); });
    onward.on("data", (data) => { bytes.received += data.length; socket.write(data); });
    for (const [one, other] of [[socket, onward], [onward, socket]]) {
      one.on("end", () => other.end());
      one.on("error", () => other.destroy());
    }
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return { bytes, port: proxy.address().port, close: () => proxy.close() };
}

const memory = (pid) => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) * 1024 / 1e6;
  return { peak_mb: of("VmHWM"), resident_mb: of("VmRSS") };
};

const round1 = (value) => Math.round(value * 10) / 10;
const median = (values) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)];

async function measure(port) {
  const url = `http://127.0.0.1:${port}/records`;
  const options = { adapter: "memory" };
  const writer = new PouchDB(`writer-${port}`, options);
  await writer.bulkDocs(Array.from({ length: count }, (_, number) => record(number)));
  const remote = new PouchDB(url);
  await remote.info();
  const sync = { batch_size: 500 };

  let start = performance.now();
  const pushed = await writer.replicate.to(remote, sync);
  const push = performance.now() - start;
  if (pushed.docs_written !== count) throw new Error(`${pushed.docs_written} of ${count} were taken`);

  const reader = new PouchDB(`reader-${port}`, options);
  start = performance.now();
  const pulled = await reader.replicate.from(remote, sync);
  const pull = performance.now() - start;
  if (pulled.docs_written !== count) throw new Error(`${pulled.docs_written} of ${count} came`);

  const vain = [];
  for (let number = 0; number < 50; number += 1) {
    start = performance.now();
    await reader.replicate.from(remote, sync);
    vain.push(performance.now() - start);
  }
  return { remote, writer, reader, push, pull, no_op: median(vain), sync };
}

const found = { push: [], pull: [], no_op: [], peak: [] };
for (let round = 0; round < rounds; round += 1) {
  const folder = mkdtempSync(join(tmpdir(), "feltbog-peer-"));
  const server = spawn(process.execPath, [join(here, "server.mjs"), folder], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = await once(server.stdout, "data");
  const port = Number(said.toString().trim());
  const one = await measure(port);
  const server_memory = memory(server.pid);

  // Bytes are counted on a way of their own, so that counting costs the times above nothing.
  const way = await counted(port);
  const through = new PouchDB(`http://127.0.0.1:${way.port}/records`);
  const again = new PouchDB(`again-${port}`, { adapter: "memory" });
  await again.replicate.from(through, one.sync);
  const pulled = way.bytes.received / count;
  const before = way.bytes.sent + way.bytes.received;
  await again.replicate.from(through, one.sync);
  const idle = way.bytes.sent + way.bytes.received - before;
  way.close();

  console.log(JSON.stringify({
    scenario: "pouchdb", round, records: count,
    push_ms: round1(one.push), cold_pull_ms: round1(one.pull), no_op_ms: round1(one.no_op),
    pull_bytes_a_record: round1(pulled), no_op_bytes: idle, server: server_memory,
  }));
  found.push.push(one.push); found.pull.push(one.pull); found.no_op.push(one.no_op);
  found.peak.push(server_memory.peak_mb);
  server.kill();
  await once(server, "exit");
  rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify({
  scenario: "pouchdb_median", records: count, rounds,
  push_ms: round1(median(found.push)), cold_pull_ms: round1(median(found.pull)), no_op_ms: round1(median(found.no_op)),
  server_peak_mb: round1(median(found.peak)),
}));
process.exit(0);
