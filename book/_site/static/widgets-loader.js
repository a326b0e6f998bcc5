// Loads the widget code (3.6 MB) when the reader comes near the first widget.
"use strict";

(() => {
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
  const NEAR = "600px";
  const vendor = new URL("vendor/", document.currentScript.src).href;

  const load = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`could not load ${address}`));
      document.head.append(script);
    });

  /** The one call of the MathJax 2 API that html-manager makes, by MathJax 3. */
  const mathJax2 = {
    Queue: ([, , element]) => {
      const { startup, typesetPromise } = window.MathJax;
      if (!typesetPromise) return;
      startup.promise = startup.promise.then(() => typesetPromise([element]));
    },
  };

  const start = async () => {
    if (window.MathJax) window.MathJax.Hub = mathJax2;
    await load(`${vendor}requirejs/require.js`);
    window.requirejs.config({
      paths: {
        anywidget: `${vendor}anywidget/index`,
        "@jupyter-widgets/html-manager/dist": `${vendor}html-manager`,
        "@jupyter-widgets": `${vendor}html-manager`,
      },
    });
    await load(`${vendor}html-manager/embed-amd.js`);
  };

  window.addEventListener("load", () => {
    const view = document.querySelector(VIEW);
    if (!view) return;
    let started = false;
    const startOnce = () => {
      if (!started) start();
      started = true;
    };
    const nearby = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) startOnce();
      },
      { rootMargin: NEAR },
    );
    addEventListener("keydown", startOnce, { once: true }); // or the Tab key outruns it
    addEventListener("beforeprint", startOnce, { once: true });
    nearby.observe(view.parentElement);
  });
})();
