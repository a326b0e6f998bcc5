"""Set every explorer to a moment worth printing, or show several of its moments."""

import json

from built_page import VIEW

# In the middle of things: a window inside, a gradient that several units reach.
MOMENTS = {
    "TensorExplorer": [{"step": 17}],
    "ForwardExplorer": [{"step": 1}],
    "Im2colExplorer": [
        {"view": "addresses", "step": 3},
        {"view": "matrix", "step": 2},
        {"view": "product", "step": 2},
    ],
    "BackwardExplorer": [
        {"view": "scatter", "step": 2},
        {"view": "gather", "step": 5},
        {"view": "weight", "step": 1},
    ],
    "MatricesExplorer": [
        {"view": "forward", "step": 1},
        {"view": "backward", "step": 5},
    ],
}


def show_moments(page, soup):
    """Return the models of a page, an explorer once a moment, and add views of them."""
    models = json.loads(page.state)["state"] if page.state else {}
    for view in page.text.find_all("script", type=VIEW):
        shown = json.loads(view.string)
        first = models[shown["model_id"]]
        name = first["state"]["_anywidget_id"].rpartition(".")[2]
        if name.endswith("Explorer") and name not in MOMENTS:
            raise ValueError(f"{name} on {page.name} has no moment to print")
        for n, moment in reversed(list(enumerate(MOMENTS.get(name, [])))):
            model = {**first, "state": first["state"] | moment}
            identifier = f"{shown['model_id']}-{n}"
            models[identifier] = model
            view.insert_after(_view(soup, shown | {"model_id": identifier}))
        if name in MOMENTS:
            view.decompose()
    return models


def _view(soup, shown):
    script = soup.new_tag("script", type=VIEW)
    script.string = json.dumps(shown)
    return script
