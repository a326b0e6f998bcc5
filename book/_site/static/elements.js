// Elements and buttons, made from text and never from markup.
"use strict";

globalThis.bookElements = (() => {
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  /** A button that says what it does, for tests and styles as well. */
  const makeButton = (words, action, act) => {
    const button = make("button", { type: "button", "data-action": action }, words);
    button.addEventListener("click", act);
    return button;
  };

  return { make, makeButton };
})();
