// express-pouchdb on LevelDB, as its own documentation sets it up. Prints its port.
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const express = require("express");
const PouchDB = require("pouchdb");

const [folder] = process.argv.slice(2);
const app = express();
const Stored = PouchDB.defaults({ prefix: `${folder}/` });
app.use("/", require("express-pouchdb")(Stored, { mode: "minimumForPouchDB", logPath: `${folder}/log.txt` }));
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
