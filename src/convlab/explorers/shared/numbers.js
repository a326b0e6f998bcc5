// Nested lists of numbers, and how one number is written.

export const range = (length) => [...Array(length).keys()];

/** Every index of a shape, the last axis moving fastest. */
export const indices = (...shape) =>
  shape.reduce(
    (heads, length) => heads.flatMap((head) => range(length).map((k) => [...head, k])),
    [[]],
  );

/** Nested lists of a shape: fill([2, 3], (i, j) => i + j). */
export const fill = ([length, ...rest], entry) =>
  range(length).map((k) =>
    rest.length ? fill(rest, (...index) => entry(k, ...index)) : entry(k),
  );

export const shapeOf = (array) =>
  Array.isArray(array) ? [array.length, ...shapeOf(array[0])] : [];

/** The entry of nested lists at an index. */
export const at = (array, index) => index.reduce((part, k) => part[k], array);

/** Sums of the same terms may differ by this part of the sum of their sizes. */
export const ROUNDING = 1e-9;

export const sizesOf = (array) =>
  fill(shapeOf(array), (...index) => Math.abs(at(array, index)));

export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** 3 × 1 + 2 × 2, of factors [[3, 1], [2, 2]]. */
export const addProducts = (factors) => sum(factors.map(([one, other]) => one * other));

/** The place of an index in a shape, the last axis moving fastest. */
export const ravel = (index, shape) =>
  index.reduce((place, k, axis) => place * shape[axis] + k, 0);

/** A full array whose entries stay empty until their step: `stepOf` says which. */
export const filledTo = (step, array, stepOf) =>
  fill(shapeOf(array), (...index) => {
    const own = stepOf(...index);
    return own >= 0 && own <= step ? at(array, index) : null;
  });

// As convlab._style.format_number writes it in Python.

const [SMALLEST, LARGEST] = [1e-3, 1e7]; // numbers in between have no exponent

/**
 * Whole numbers in full, others to `digits` digits or one decimal, with a real minus.
 *
 * A number that had to be rounded keeps its last zeros: 0.300 is not 0.3.
 */
export const formatNumber = (value, digits = 3) => {
  const size = Math.abs(value);
  const hasExponent = size >= LARGEST || (size > 0 && size < SMALLEST);
  const round = () => {
    if (hasExponent) return value.toExponential(digits - 1);
    if (Number.isInteger(value)) return String(value);
    return size < 10 ** (digits - 1) ? value.toPrecision(digits) : value.toFixed(1);
  };
  const text = round();
  const [mantissa, ...exponent] = text.split("e");
  const brief = Number(text) === value ? String(Number(mantissa)) : mantissa;
  return [brief, ...exponent].join("e").replaceAll("-", "−");
};
