// A file chooser, and a line below it that says what was read.
// A picture too large for one of Jupyter's messages is scaled down first.

import { element, KEEP_KEYS } from "../shared/elements.js";

const MOST = 8_000_000; // bytes; Jupyter cuts the connection at 10 MiB
const SIDE = 1024; // pixels of what is sent instead
const READ = ["image/png", "image/jpeg"];

const smaller = async (picture) => {
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return blob.arrayBuffer();
};

/** A file's description and its bytes; none if it is too large and not a picture. */
const read = async (file) => {
  const said = { name: file.name, size: file.size };
  if (file.size <= MOST) return [said, [await file.arrayBuffer()]];
  try {
    if (!READ.includes(file.type)) return [said, []];
    const picture = await createImageBitmap(file);
    const { width, height } = picture;
    return [{ ...said, width, height }, [await smaller(picture)]];
  } catch {
    return [said, []];
  }
};

const render = ({ model, el }) => {
  const input = element("input", {
    type: "file",
    accept: ".png,.jpg,.jpeg",
    ...KEEP_KEYS,
  });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    const [said, buffers] = await read(file);
    model.send(said, undefined, buffers);
  });
  input.addEventListener("click", () => {
    input.value = ""; // so that the same file can be chosen again
  });
  const label = element("label", {}, "Your picture, a PNG or JPEG: ", input);
  const status = element("p", { role: "status" }); // it stays: changes are announced
  const say = () => {
    status.textContent = model.get("said");
  };
  model.on("change:said", say);
  say();
  el.append(label, status);
  return () => model.off("change:said", say);
};

export default { render };
