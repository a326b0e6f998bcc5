// Runs compile.py in Pyodide, on the files of the folder named: node compile.mjs FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...names] = process.argv.slice(2);
const core = resolve(folder);
const { loadPyodide } = await import(pathToFileURL(join(core, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: core });
const read = (path) => new Uint8Array(readFileSync(path));

python.FS.mkdir("/archives");
for (const name of names) {
  python.FS.writeFile(`/archives/${name}`, read(join(core, name)));
}
const text = readFileSync(new URL("compile.py", import.meta.url), "utf-8");
python.runPython(text);
for (const name of names) {
  writeFileSync(join(core, name), python.FS.readFile(`/archives/${name}`));
}
