"""A widget alone on an empty page, as a page without a kernel has it."""

import json

# As much of anywidget's model as a widget without a kernel needs, and the widget.
BEGIN = """async ({ source, state }) => {
  const events = new EventTarget();
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  window.model = {
    state,
    get: (name) => state[name],
    set: (name, value) => {
      state[name] = value;
      events.dispatchEvent(new Event(`change:${name}`));
    },
    save_changes: () => {},
    on: (event, act) => events.addEventListener(event, act),
    off: (event, act) => events.removeEventListener(event, act),
  };
  window.leave = widget.render({ model: window.model, el: document.body });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def render_alone(page, widget):
    """Draw a widget in its present state; the page keeps its `model` and `leave`."""
    state = {n: v for n, v in widget.get_state().items() if n[0] != "_"}
    plain = {name: value for name, value in state.items() if not callable(value)}
    given = {"source": str(widget._esm), "state": json.loads(json.dumps(plain))}
    page.evaluate(BEGIN, given)
