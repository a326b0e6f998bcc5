// A link that restores one moment: #explorer=forward&H=4&...&step=3

const PREFIX = "#explorer=";

const WORDS = ["view", "pinned"];

const parse = ([name, text]) => {
  if (WORDS.includes(name)) return [name, text];
  try {
    return [name, JSON.parse(text)];
  } catch {
    return [name, text]; // it will not fit
  }
};

/** What the address asks of the explorer of this name, or null. */
export const readLink = (name) => {
  if (!location.hash.startsWith(PREFIX)) return null;
  const words = new URLSearchParams(location.hash.slice(1));
  if (words.get("explorer") !== name) return null;
  words.delete("explorer");
  return Object.fromEntries([...words].map(parse));
};

export const writeLink = (name, state) => {
  const entries = Object.entries(state).filter(([, value]) => value !== "");
  const texts = entries.map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return `#${new URLSearchParams([["explorer", name], ...texts])}`;
};

/** Calls `follow` for a new address, and when the present one is clicked again. */
export const watchLinks = (follow) => {
  const again = ({ target }) => {
    const link = target.closest?.(`a[href^="${PREFIX}"]`);
    if (link && link.hash === location.hash) follow();
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", again);
  return () => {
    removeEventListener("hashchange", follow);
    document.removeEventListener("click", again);
  };
};
