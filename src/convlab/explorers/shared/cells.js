// A cell of an array, as links and traits name it: "x:0,1,2,0".

/** A name as an array and an index; null if it has no index. */
export const parseCell = (text) => {
  const [array, index] = String(text).split(":");
  return index ? { array, index: index.split(",").map(Number) } : null;
};

export const nameCell = ({ array, index }) => `${array}:${index.join(",")}`;
