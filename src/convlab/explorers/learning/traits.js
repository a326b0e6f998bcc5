// The traits of a widget, which it shares with Python and with its other views.

/** Calls `show` once after any of these have changed, however many at once. */
export const shareTraits = (model, names, show) => {
  let isWaiting = false;
  const notice = () => {
    if (isWaiting) return;
    isWaiting = true;
    queueMicrotask(() => {
      isWaiting = false;
      show();
    });
  };

  const store = (state) => {
    for (const [name, value] of Object.entries(state)) model.set(name, value);
    model.save_changes();
  };

  const leave = () => {
    for (const name of names) model.off(`change:${name}`, notice);
  };

  for (const name of names) model.on(`change:${name}`, notice);
  return { store, leave };
};
