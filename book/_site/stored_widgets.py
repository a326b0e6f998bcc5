"""What a page stores of its widgets: those it shows, and their code in files."""

import hashlib
import json
import re

WIDGET = r'(<script type="application/vnd\.jupyter\.widget-{}\+json">)(.*?)(</script>)'
STATE = re.compile(WIDGET.format("state"), re.DOTALL)
VIEW = re.compile(WIDGET.format("view"), re.DOTALL)
FILES = {"script", "stylesheet"}
EXPORT = re.compile(r"^export default ", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def move_code_out(text, folder, names):
    """Leave in a page the state of the widgets it shows, and put their code in files.

    Pages then share the code, and a page opened from disk, where a browser imports no
    module, runs it like any script. The files of each widget are noted in `names`.
    """
    shown = {json.loads(view)["model_id"] for _, view, _ in VIEW.findall(text)}

    def lighter(found):
        before, stored, after = found.groups()
        stored = json.loads(stored)
        models = {name: m for name, m in stored["state"].items() if name in shown}
        for model in models.values():
            _move(model["state"], folder, names)
        stored["state"] = models
        return before + json.dumps(stored).replace("<", r"\u003c") + after

    return STATE.sub(lighter, text)


def _move(state, folder, names):
    """Replace the code of a widget by the names of the files it is in."""
    name = state.get("_anywidget_id", "widget").rpartition(".")[2]
    if source := state.pop("_esm", None):
        state["script"] = _write(folder, name, "js", as_script(name, source))
    if style := state.pop("_css", None):
        state["stylesheet"] = _write(folder, "style", "css", style)
    if "script" in state:
        names[name] = {key: state[key] for key in FILES & state.keys()}


def as_script(name, source):
    """Turn a module into a script that leaves its widget on its own element."""
    body, exports = EXPORT.subn("const exported = ", source)
    if exports != 1 or (left := LEFT_OVER.search(body)):
        found = f"{exports} of them" if exports != 1 else repr(left[0])
        raise ValueError(
            f"the module of {name} must have one default export and nothing else "
            f"to import or export; found {found}"
        )
    return (
        '"use strict";\ndocument.currentScript.widget = (() => {\n'
        f"{body}\nreturn exported;\n}})();\n"
    )


def _write(folder, name, suffix, text):
    """Store text under a name that changes with it, and return the name."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{digest}.{suffix}"
    path.write_text(text, "utf-8")
    return path.name
