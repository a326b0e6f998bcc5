// Draws the explorers of a page from the state that is stored in it, with no kernel.
"use strict";

globalThis.bookWidgets = (() => {
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
  const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
  const NEAR = "600px";
  const HOME = new URL("widgets/", document.currentScript.src); // widgets.py
  const files = new Map(); // a promise for each
  const widgets = new Map(); // those whose files are loaded, by module

  /** As much of anywidget's model as a widget without a kernel needs. */
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

  /** Puts an element that fetches a file into the page, once for each file. */
  const fetchOnce = (name, element) => {
    if (!files.has(name)) {
      const fetched = new Promise((done, fail) => {
        element.addEventListener("load", () => done(element));
        element.addEventListener("error", () => {
          files.delete(name); // the next to ask for it tries again
          element.remove();
          fail(new Error(`no ${name} in ${HOME}`));
        });
      });
      files.set(name, fetched);
      document.head.append(element);
    }
    return files.get(name);
  };

  const fetchScript = (name) => {
    const script = document.createElement("script");
    script.src = new URL(name, HOME);
    return fetchOnce(name, script);
  };

  const fetchStyle = (name) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(name, HOME);
    return fetchOnce(name, link);
  };

  const stateOf = (view) => {
    const models = JSON.parse(document.querySelector(STATE).textContent).state;
    const { state } = models[JSON.parse(view.textContent).model_id];
    if (!state.script) throw new Error(`${state._model_name} needs a kernel`);
    return state;
  };

  const fetchWidget = async ({ module, script, stylesheets }) => {
    const styles = stylesheets.map(fetchStyle);
    const [fetched] = await Promise.all([fetchScript(script), ...styles]);
    widgets.set(module, fetched.widgets[module]);
  };

  const fetchAhead = async (view) => fetchWidget(stateOf(view));

  /** Draws at once when the widget is loaded: printing would not wait. */
  const draw = async (view) => {
    if (view.dataset.drawn) return;
    const state = stateOf(view);
    if (!widgets.has(state.module)) await fetchWidget(state);
    if (view.dataset.drawn) return;
    view.dataset.drawn = "true";
    const el = document.createElement("div");
    el.className = "widget-subarea";
    view.after(el);
    widgets.get(state.module).render({ model: makeModel({ ...state }), el });
  };

  /** A link to one moment of an explorer, wherever on the page that is. */
  const asksForExplorer = () => location.hash.startsWith("#explorer=");

  /** Draws an explorer that Python has made in the page, from its name and its state. */
  const show = async (name, state, holder) => {
    const names = await (await fetch(new URL("names.json", HOME))).json();
    await fetchWidget(names[name]);
    holder.classList.add("widget-subarea");
    holder.dataset.source = "code"; // it follows no link in the address
    widgets.get(names[name].module).render({ model: makeModel(state), el: holder });
  };

  const whenIdle = window.requestIdleCallback ?? setTimeout;

  window.addEventListener("load", () => {
    const views = [...document.querySelectorAll(VIEW)];
    const drawAll = () => Promise.all(views.map(draw));
    const drawNear = (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) draw(target.querySelector(VIEW));
      }
    };
    const nearby = new IntersectionObserver(drawNear, { rootMargin: NEAR });
    for (const view of views) nearby.observe(view.parentElement);
    whenIdle(() => Promise.all(views.map(fetchAhead)));
    addEventListener("keydown", drawAll, { once: true }); // or the Tab key outruns it
    addEventListener("beforeprint", drawAll, { once: true });
    addEventListener("hashchange", () => {
      if (asksForExplorer()) drawAll();
    });
    if (asksForExplorer()) drawAll();
  });
  return { show };
})();
