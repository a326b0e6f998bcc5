// Numbers of two bytes each, IEEE 754 in half precision, as halves.py writes them.

const SIGN = 0x8000;
const FRACTION = 10; // bits; five bits of exponent stand before them

const toNumber = (half) => {
  const exponent = (half >> FRACTION) & 0x1f;
  const fraction = half & 0x3ff;
  const size = exponent
    ? (2 ** FRACTION + fraction) * 2 ** (exponent - 25)
    : fraction * 2 ** -24;
  return half & SIGN ? -size : size;
};

/** All numbers in a text of base64. */
export const readHalves = (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const place = (_, k) => toNumber(view.getUint16(2 * k, true));
  return Float64Array.from({ length: bytes.length / 2 }, place);
};
