// How a number is written: as convlab._format.format_number writes it in Python.

const [SMALLEST, LARGEST] = [1e-3, 1e7]; // what lies between has no exponent

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
