// Python, in a worker of its own: whatever a cell does in here, the page stays alive,
// ends it when it takes too long, and starts another.

const HOME = new URL("pyodide/", import.meta.url).href;
const PAGES = 16_384; // of 64 KiB: 1 GiB, where a phone would close the page at 4

const say = (kind, more = {}) => postMessage({ kind, ...more });

const { Memory } = WebAssembly;
WebAssembly.Memory = function limited(size) {
  return new Memory({ ...size, maximum: Math.min(size.maximum ?? PAGES, PAGES) });
};

const fail = (why) => {
  say("failed", { why });
  return new Error(why);
};

/** Counts the bytes of a file as they arrive, and reports when they stop. */
const count = (response, name) => {
  const reader = response.body.getReader();
  const pull = async (controller) => {
    const { done, value } = await reader.read().catch(({ message }) => {
      throw fail(`${name}: ${message}`);
    });
    if (done) return controller.close();
    say("fetched", { bytes: value.length });
    controller.enqueue(value);
  };
  const { headers, status } = response;
  return new Response(new ReadableStream({ pull }), { headers, status });
};

/** Reports a missing file of Pyodide's core, for which it would wait for ever. */
const fetchOrFail = async (get, address, options) => {
  const name = String(address.url ?? address)
    .split("/")
    .at(-1);
  const response = await get(address, options).catch(({ message }) => {
    throw fail(`${name}: ${message}`);
  });
  if (!response.ok) throw fail(`${name}: ${response.status}`);
  const isPage = response.headers.get("Content-Type")?.startsWith("text/html");
  if (isPage) throw fail(`${name}: a page came in its place`);
  return count(response, name);
};

const start = async () => {
  const get = self.fetch;
  self.fetch = (address, options) => fetchOrFail(get, address, options);
  const { loadPyodide } = await import(`${HOME}pyodide.mjs`);
  const python = await loadPyodide({
    indexURL: HOME,
    packages: ["convlab-course"],
    env: { HOME: "/home/pyodide", OPENBLAS_NUM_THREADS: "1" },
    stdout: () => {}, // which packages it has loaded
  });
  if (!python.loadedPackages["convlab-course"]) throw fail("a package is missing");
  self.fetch = get;
  python.pyimport("convlab.live.missing").install();
  const { answer } = python.pyimport("convlab.live");
  say("ready");
  return { python, answer };
};

const started = start().catch((error) => fail(String(error.message ?? error)));

self.onmessage = async ({ data: { number, ...request } }) => {
  const { python, answer } = await started;
  const decoder = new TextDecoder();
  const write = (bytes) => {
    say("printed", { number, text: decoder.decode(bytes, { stream: true }) });
    return bytes.length;
  };
  python.setStdout({ write });
  python.setStderr({ write });
  try {
    say("done", { number, found: JSON.parse(answer(JSON.stringify(request))) });
  } catch (error) {
    const lines = String(error.message ?? error)
      .trim()
      .split("\n");
    say("died", { number, why: lines.at(-1) });
  }
};
