// Python as a page has it: fetched when it is first asked for, ended when it hangs.

const LONGEST = 20_000; // milliseconds for a run; Python itself gives up after 15,000
const SILENCE = 60_000; // milliseconds without a sign from a Python that is to start

/** A worker from a blob keeps the policy of its page, and one from an address does not. */
const startWorker = () => {
  const address = new URL("worker.js", import.meta.url).href;
  const source = new Blob([`import(${JSON.stringify(address)});`], {
    type: "text/javascript",
  });
  const blob = URL.createObjectURL(source);
  const worker = new Worker(blob, { type: "module" });
  return { worker, forget: () => URL.revokeObjectURL(blob) };
};

export class Python {
  #worker = null;
  #state = { name: "idle", bytes: 0 };
  #listeners = new Set();
  #run = null;
  #number = 0;
  #hasFailed = false;
  #silence;

  /** Calls a function with every state: {name, bytes}. */
  listen(act) {
    this.#listeners.add(act);
    act(this.#state);
  }

  get state() {
    return this.#state;
  }

  get isBusy() {
    return this.#run !== null;
  }

  #become(name, bytes = this.#state.bytes) {
    this.#state = { name, bytes };
    clearTimeout(this.#silence);
    if (name === "fetching") {
      const end = () => this.#end("failed", "nothing came for a minute");
      this.#silence = setTimeout(end, SILENCE);
    }
    for (const act of this.#listeners) act(this.#state);
  }

  /** Begins to fetch Python in advance, unless that has failed before. */
  prepare() {
    if (!this.#hasFailed) this.start();
  }

  /** Begins to fetch Python, unless it is there or on its way. */
  start() {
    if (this.#worker) return;
    this.#become("fetching", 0);
    try {
      const { worker, forget } = startWorker();
      this.#worker = worker;
      worker.addEventListener("message", ({ data }) => {
        if (worker === this.#worker) this.#hear(data);
      });
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        const kind = this.#state.name === "ready" ? "died" : "failed";
        if (worker === this.#worker)
          this.#end(kind, event.message || "no reason given");
      });
      worker.addEventListener("message", forget, { once: true });
    } catch (error) {
      this.#end("failed", error.message);
    }
  }

  #hear({ kind, ...data }) {
    if (kind === "fetched") this.#become("fetching", this.#state.bytes + data.bytes);
    else if (kind === "ready") this.#begin();
    else if (kind === "failed" || kind === "died") this.#end(kind, data.why);
    else if (data.number !== this.#run?.number) return;
    else if (kind === "printed") this.#run.print(data.text);
    else this.#settle({ kind, ...data });
  }

  #begin() {
    this.#become("ready");
    if (!this.#run) return;
    const { number, request } = this.#run;
    this.#run.limit = setTimeout(() => this.#end("late"), LONGEST);
    this.#worker.postMessage({ number, ...request });
  }

  #settle(outcome) {
    const run = this.#run;
    if (!run) return;
    this.#run = null;
    clearTimeout(run.limit);
    run.settle(outcome);
    this.#become(this.#state.name);
  }

  #end(kind, why = "") {
    this.#worker?.terminate();
    this.#worker = null;
    this.#hasFailed ||= kind === "failed";
    this.#become("idle", 0);
    this.#settle({ kind, why });
  }

  /** Ends what is running, and Python with it. */
  stop() {
    this.#end("stopped");
  }

  /**
   * Runs a cell: {source, above, check}, as convlab.live.answer takes them.
   *
   * Returns a promise of {kind, found, why}; its kind is "done", or "stopped", "late",
   * "died" or "failed" if Python ended.
   */
  run(request, print) {
    return new Promise((settle) => {
      this.#number += 1;
      this.#run = { number: this.#number, request, settle, print };
      if (this.#state.name === "ready") this.#begin();
      else this.start();
    });
  }
}

/** The one that all cells of a page share. */
export const python = new Python();
