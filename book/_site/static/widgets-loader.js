// Draws the explorers of a page from the state that is stored in it, with no kernel.
"use strict";

(() => {
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
  const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
  const NEAR = "600px";
  const modules = new Map();

  /** What anywidget hands to a widget, as far as one without a kernel needs it. */
  const makeModel = (state) => {
    const events = new EventTarget();
    return {
      get: (name) => state[name],
      set: (name, value) => {
        state[name] = value;
        events.dispatchEvent(new Event(`change:${name}`));
      },
      save_changes: () => {}, // nobody to tell
      on: (event, act) => events.addEventListener(event, act),
      off: (event, act) => events.removeEventListener(event, act),
    };
  };

  const load = async (source) => {
    const address = URL.createObjectURL(
      new Blob([source], { type: "text/javascript" }),
    );
    const { default: widget } = await import(address);
    URL.revokeObjectURL(address);
    return widget;
  };

  const addStyle = (text) => {
    if ([...document.querySelectorAll("style")].some((s) => s.textContent === text))
      return;
    const style = document.createElement("style");
    style.textContent = text;
    document.head.append(style);
  };

  const draw = async (view) => {
    if (view.dataset.drawn) return;
    view.dataset.drawn = "true";
    const models = JSON.parse(document.querySelector(STATE).textContent).state;
    const { state } = models[JSON.parse(view.textContent).model_id];
    if (!state._esm) throw new Error(`${state._model_name} needs a kernel`);
    if (!modules.has(state._esm)) modules.set(state._esm, load(state._esm));
    const widget = await modules.get(state._esm);
    addStyle(state._css);
    const el = document.createElement("div");
    el.className = "widget-subarea";
    view.after(el);
    widget.render({ model: makeModel({ ...state }), el });
  };

  /** A link to one moment of an explorer, wherever on the page that is. */
  const asksForExplorer = () => location.hash.startsWith("#explorer=");

  window.addEventListener("load", () => {
    const views = [...document.querySelectorAll(VIEW)];
    const drawAll = () => {
      for (const view of views) draw(view);
    };
    const drawNear = (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) draw(target.querySelector(VIEW));
      }
    };
    const nearby = new IntersectionObserver(drawNear, { rootMargin: NEAR });
    for (const view of views) nearby.observe(view.parentElement);
    addEventListener("keydown", drawAll, { once: true }); // or the Tab key outruns it
    addEventListener("beforeprint", drawAll, { once: true });
    addEventListener("hashchange", () => {
      if (asksForExplorer()) drawAll();
    });
    if (asksForExplorer()) drawAll();
  });
})();
