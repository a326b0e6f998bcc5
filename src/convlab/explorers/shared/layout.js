// Tells when cells may have moved: whatever lies over them has to follow.

/** Calls `place` whenever a stage is laid out anew or scrolls; returns how to stop it. */
export const watchLayout = (stage, place) => {
  const sized = new ResizeObserver(place);
  sized.observe(stage);
  const paper = matchMedia("print"); // where no observer is asked
  paper.addEventListener("change", place);
  stage.addEventListener("scroll", place, true); // of a grid inside it
  return () => {
    sized.disconnect();
    paper.removeEventListener("change", place);
  };
};
