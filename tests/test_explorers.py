"""The data that the explorers receive, checked without a browser."""

import json
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import convlab
from assert_raises import assert_raises
from convlab import samples
from convlab._style import DARK, NEUTRAL, PALETTE
from convlab.explorers import (
    BackwardExplorer,
    ForwardExplorer,
    Im2colExplorer,
    MatricesExplorer,
    TensorExplorer,
)
from convlab.explorers.bundle import bundle

X, W, B, DZ = samples.batch()
GIVEN = {
    TensorExplorer: (X, W, B),
    ForwardExplorer: (X, W, B),
    Im2colExplorer: (X, (2, 3)),
    BackwardExplorer: (DZ, X, W),
    MatricesExplorer: (DZ, X, W),
}
SOURCES = Path(convlab.__file__).parent
START = {BackwardExplorer: (5, 6)}  # rows and columns; elsewhere those of the example
PLAIN_SIZES = ("B", "H", "W", "C", "F", "KH", "KW", "stride", "padding")
SIZES = (*PLAIN_SIZES, "dilation", "groups")
WIDENED = [ForwardExplorer, BackwardExplorer]  # they have dilation and groups


@pytest.fixture(params=GIVEN, ids=lambda kind: kind.__name__)
def kind(request):
    return request.param


class TestEveryExplorer:
    def test_it_begins_with_the_example_worked_by_hand(self, kind):
        explorer = kind()
        assert explorer.sizes[1:] == (*START.get(kind, (3, 4)), 1, 1, 2, 3, 1, 0, 1, 1)
        assert_array_equal(_cut(explorer.arrays["x"], 3, 4, 1), samples.by_hand().x[0])
        assert_array_equal(_cut(explorer.arrays["w"], 2, 3, 1), samples.by_hand().w[0])

    def test_it_shows_all_of_the_arrays_it_is_given(self, kind):
        explorer = kind(*GIVEN[kind])
        assert_array_equal(explorer.arrays["x"], X[: explorer.B])
        assert X.shape[1:] == (explorer.H, explorer.W, explorer.C)
        assert (explorer.KH, explorer.KW) == (2, 3)
        assert explorer.limits["H"] == [1, 3]

    def test_its_state_is_plain_data(self, kind):
        state = kind(stride=(1, 2), padding="same").get_state()
        names = [*SIZES, "arrays", "limits", "most_cells", "view", "step", "pinned"]
        names += ["edits", "largest"]
        plain = {name: state[name] for name in names}
        assert json.loads(json.dumps(plain)) == plain

    def test_what_was_edited_comes_back_to_python(self, kind):
        explorer = kind(*GIVEN[kind], edits={"w:0,1,2,1": 9.5})
        expected = np.array(explorer.arrays["w"])
        expected[0, 1, 2, 1] = 9.5
        assert_array_equal(explorer.array("w"), expected)
        assert_array_equal(explorer.array("x"), explorer.arrays["x"])
        with pytest.raises(KeyError):
            explorer.array("y")

    @pytest.mark.parametrize("value", [np.int64(5), np.float32(0.5), 5])
    def test_numbers_of_numpy_are_stored_as_plain_ones(self, kind, value):
        [stored] = kind(edits={"w:0,0,0,0": value}).edits.values()
        assert type(stored) in (int, float)
        assert stored == value

    def test_its_repr_is_the_same_on_every_run(self, kind):
        explorer = kind(H=3, W=4, stride=(1, 2), step=1)
        sizes = (
            f"B={explorer.B}, H=3, W=4, C=1, F=1, KH=2, KW=3, stride=[1, 2], padding=0"
        )
        expected = f"{kind.__name__}({sizes}, view={explorer.view!r}, step=1)"
        assert repr(explorer) == expected

    def test_same_padding_is_turned_into_widths(self, kind):
        assert kind(padding="same").padding == [[0, 1], [1, 1]]

    @pytest.mark.parametrize(
        ("error", "word", "state"),
        [
            (ValueError, r"kernel \(4 rows\) is larger", {"H": 3, "KH": 4}),
            (ValueError, "KH must be from 1 to 4; got 9", {"KH": 9}),
            (ValueError, "H must be from 1 to 6; got 7", {"H": 7}),
            (ValueError, "H must be from 1 to 6; got 0", {"H": 0}),
            (ValueError, "stride must be from 1 to", {"stride": 99}),
            (ValueError, "stride", {"stride": 0}),
            (ValueError, "padding", {"padding": -1}),
            (ValueError, "padding must be from 0 to", {"padding": 50}),
            (ValueError, "padding must be", {"padding": "full"}),
            (ValueError, "step must be from 0 to", {"step": 10**6}),
            (ValueError, "step", {"step": -1}),
            (ValueError, "view must be one of", {"view": "sideways"}),
            (TypeError, "step must be a whole number", {"step": "1"}),
            (TypeError, "H must be a whole number", {"H": 2.5}),
            (TypeError, "H must be a whole number", {"H": True}),
            (TypeError, "no argument 'h'; there are B, H", {"h": 3}),
            (TypeError, "no argument 'rows'", {"rows": 1}),
            (ValueError, "edits must name cells as in", {"edits": {"x:9,9,9,9": 1}}),
            (ValueError, "edits must name cells as in", {"edits": {"x:0,0": 1}}),
            (ValueError, "edits must name cells as in", {"edits": {"q:0": 1}}),
            (ValueError, "edits must be numbers", {"edits": {"w:0,0,0,0": np.nan}}),
            (ValueError, "edits must be numbers", {"edits": {"w:0,0,0,0": "1"}}),
            (ValueError, "edits must be numbers", {"edits": {"w:0,0,0,0": True}}),
        ],
    )
    def test_it_refuses(self, kind, error, word, state):
        with pytest.raises(error, match=word):
            kind(**state)

    def test_it_refuses_arrays_that_do_not_fit_together(self, kind):
        given = [a[..., :1] if a is X else a for a in GIVEN[kind]]
        if kind is Im2colExplorer:
            given = [X[0], (2, 3)]
        with pytest.raises(ValueError, match=r"disagree on channels|x\[None\]"):
            kind(*given)

    @pytest.mark.parametrize("value", [np.nan, np.inf, 1e101])
    def test_it_refuses_what_is_not_finite(self, kind, value):
        spoiled = np.full(X.shape, value)
        with pytest.raises(ValueError, match="x must hold finite numbers"):
            kind(*(spoiled if a is X else a for a in GIVEN[kind]))

    def test_it_refuses_an_empty_batch(self, kind):
        given = (a[:0] if a is X or a is DZ else a for a in GIVEN[kind])
        with pytest.raises(ValueError, match="at least one image"):
            kind(*given)

    def test_too_much_to_read_is_refused_with_a_part_that_fits(self, kind):
        x, w = np.zeros((1, 40, 50, 2)), np.zeros((1, 3, 3, 2))
        given = {"x": x} | ({} if kind is Im2colExplorer else {"w": w})
        given |= {"kernel_size": 3} if kind is Im2colExplorer else {}
        with pytest.raises(ValueError, match="at most 600 can be read") as error:
            kind(**given)
        fits = dict(re.findall(r"([A-Z]+)=(\d+)", str(error.value)))
        part = kind(**given, **{name: int(size) for name, size in fits.items()})
        assert (int(fits["H"]), int(fits["W"])) == (part.H, part.W)
        with pytest.raises(ValueError, match="at most 600"):
            kind(**given, H=part.H + 1, W=part.W + 1)

    def test_a_batch_is_no_trouble_where_one_image_is_shown(self, kind):
        x = np.zeros((100, 4, 3, 2))
        given = (
            {"x": x, "kernel_size": 2} if kind is Im2colExplorer else {"x": x, "w": W}
        )
        if kind is TensorExplorer:
            with pytest.raises(ValueError, match="at most 600"):
                kind(**given)
        else:
            assert kind(**given).B == 1

    def test_a_large_photograph_is_cut_down(self, kind):
        x, w = np.zeros((2, 224, 224, 3)), np.zeros((64, 7, 7, 3))
        given = {"x": x, "w": w, "H": 5, "W": 5, "C": 1, "F": 1, "KH": 2, "KW": 2}
        explorer = kind(**given, stride=2)
        assert np.size(explorer.arrays["x"]) <= 2 * 32 * 32 * 3
        assert explorer.limits["H"] == [1, 32]

    def test_what_is_refused_is_taken_back_whichever_way_it_came(self, kind):
        explorer = kind()
        before = explorer.step
        with pytest.raises(ValueError, match="KH must be from 1 to 4; got 9"):
            explorer.set_state({"KH": 9})
        assert explorer.KH == 2
        with pytest.raises(ValueError, match="step must be"):
            explorer.set_state({"step": 10**6})
        assert explorer.step == before
        explorer.H = 4

    def test_wide_floats_become_plain_numbers(self, kind):
        given = [a.astype(np.longdouble) if a is X else a for a in GIVEN[kind]]
        json.dumps(kind(*given).arrays)

    def test_a_size_that_does_not_fit_is_refused_later_and_changes_nothing(self, kind):
        explorer = kind()
        before = explorer.sizes
        with pytest.raises(ValueError, match="larger than the image"):
            explorer.H = 1
        assert explorer.sizes == before

    def test_the_step_follows_when_there_are_fewer(self, kind):
        explorer = kind(C=2, F=2)
        explorer.view = kind.VIEWS[-1]
        explorer.step = explorer.steps(explorer.sizes) - 1
        explorer.F = explorer.C = 1
        explorer.H = 2
        assert explorer.step == explorer.steps(explorer.sizes) - 1

    def test_the_number_of_steps_is_never_zero(self, kind):
        for view, stride, padding in product(kind.VIEWS, (1, 3), (0, 1)):
            explorer = kind(view=view, stride=stride, padding=padding)
            assert explorer.steps(explorer.sizes) >= 1


def test_backward_begins_with_a_pixel_that_met_the_whole_kernel():
    explorer = BackwardExplorer()
    assert explorer.view == "gather"
    i, j = divmod(explorer.step, explorer.W)
    OH, OW = explorer.sizes.output
    weights = product(range(explorer.KH), range(explorer.KW))
    assert all(0 <= i - p < OH and 0 <= j - q < OW for p, q in weights)
    assert BackwardExplorer(stride=2).step == explorer.step
    assert BackwardExplorer(view="gather").step == BackwardExplorer(DZ, X, W).step == 0


WIDE_KERNEL = {"C": 2, "F": 2, "dilation": 3}
WIDE_X, WIDE_W = np.zeros((1, 5, 6, 4)), np.zeros((4, 2, 2, 2))


@pytest.mark.parametrize("kind", WIDENED)
class TestDilationAndGroups:
    def test_the_sizes_are_those_of_the_layer(self, kind):
        given = {"x": WIDE_X, "w": WIDE_W, "dilation": (2, 3), "groups": 2}
        explorer = kind(**given)
        z = convlab.forward(**given)
        assert explorer.dilation == [2, 3]
        assert explorer.sizes.output == z.shape[1:3]
        assert explorer.drawn(explorer.sizes)["w"] == (4, 2 * 2 * 2)
        assert kind(**given | {"dilation": 3}).dilation == 3

    def test_the_books_own_arrays_can_be_widened(self, kind):
        explorer = kind(H=6, W=6, C=4, F=4, dilation=2, groups=2)
        assert (explorer.dilation, explorer.groups) == (2, 2)
        assert kind(padding="same", dilation=(1, 2)).padding == [[0, 1], [2, 2]]

    def test_the_repr_says_what_is_not_1(self, kind):
        shown = repr(kind(H=5, W=6, C=2, F=2, dilation=[2, 1], groups=2))
        assert "padding=0, dilation=[2, 1], groups=2, view=" in shown

    @pytest.mark.parametrize(
        ("error", "message", "state"),
        [
            (ValueError, "dilation must be from 1 to 3; got 4", {"dilation": 4}),
            (ValueError, "groups must be from 1 to 4; got 5", {"groups": 5}),
            (ValueError, "groups must divide C = 3 and F = 2; got 2", {"C": 3, "F": 2}),
            (ValueError, "groups must divide C = 2 and F = 1; got 2", {"C": 2}),
            (ValueError, "groups must be at least 1", {"groups": 0}),
            (TypeError, "groups must be a whole number", {"groups": 2.0}),
            (ValueError, "dilation (rows) must be at least 1", {"dilation": 0}),
            (ValueError, "with dilation 3 7) is larger", WIDE_KERNEL),
        ],
    )
    def test_it_refuses(self, kind, error, message, state):
        with pytest.raises(error, match=re.escape(message)):
            kind(**{"groups": 2, "H": 6, "W": 6} | state)

    def test_groups_must_divide_channels_and_kernels_at_every_moment(self, kind):
        explorer = kind(H=5, W=6, C=2, F=2, groups=2)
        for name in ("C", "F"):
            with pytest.raises(ValueError, match=f"groups must divide .*{name} = 3"):
                setattr(explorer, name, 3)
            setattr(explorer, name, 4)
        with pytest.raises(ValueError, match="C = 4 and F = 4; got 3"):
            explorer.groups = 3
        explorer.groups = 4

    def test_a_kernel_never_reads_more_channels_than_it_was_given(self, kind):
        explorer = kind(x=WIDE_X, w=WIDE_W, groups=2)
        message = "w has 2 channels, and with C = 4 and groups = 1 a kernel would read"
        with pytest.raises(ValueError, match=message):
            explorer.groups = 1
        explorer.C = 2
        explorer.groups = 1

    @pytest.mark.parametrize(
        ("x", "w", "settings"),
        [
            ((1, 30, 30, 4), (6, 3, 3, 2), {"dilation": 2, "groups": 2}),
            ((1, 5, 5, 1), (40, 5, 5, 1), {}),  # there is no smaller image
            ((1, 10, 10, 32), (1, 3, 3, 32), {"dilation": 3}),  # nor far from here
        ],
    )
    def test_too_much_to_read_is_refused_with_a_part_that_fits(
        self, kind, x, w, settings
    ):
        given = {"x": np.zeros(x), "w": np.zeros(w)} | settings
        with pytest.raises(ValueError, match="a part of it fits") as error:
            kind(**given)
        sizes = dict(re.findall(r"([A-Z]+)=(\d+)", str(error.value)))
        part = {name: int(size) for name, size in sizes.items()}
        assert kind(**given, **part).groups == settings.get("groups", 1)

    def test_the_step_follows_when_dilation_leaves_fewer_units(self, kind):
        explorer = kind(H=6, W=6, view=kind.VIEWS[-1])
        explorer.step = explorer.steps(explorer.sizes) - 1
        explorer.dilation = 2
        assert explorer.step == explorer.steps(explorer.sizes) - 1


def test_the_chapter_on_dilation_says_how_z_grows_without_it():
    x, w = samples.by_hand().x, np.ones((1, 2, 2, 1))
    explorer = ForwardExplorer(x, w, dilation=2)
    assert explorer.sizes.output == (1, 2)
    explorer.dilation = 1
    assert explorer.sizes.output == (2, 3)


@pytest.mark.parametrize("kind", [kind for kind in GIVEN if kind not in WIDENED])
@pytest.mark.parametrize("name", ["dilation", "groups"])
def test_the_other_explorers_show_plain_layers(kind, name):
    with pytest.raises(TypeError, match=f"no argument '{name}'"):
        kind(C=2, F=2, **{name: 2})
    with pytest.raises(ValueError, match=f"{name} must be from 1 to 1; got 2"):
        setattr(kind(C=2, F=2), name, 2)


def _cut(array, *shape):
    return np.array(array)[(0, *(slice(length) for length in shape))]


def test_im2col_makes_up_kernels_of_the_size_that_was_asked_for():
    x = np.ones((1, 5, 6, 1))
    explorer = Im2colExplorer(x, kernel_size=(2, 3), stride=2, padding=1)
    assert explorer.sizes == (1, 5, 6, 1, 1, 2, 3, 2, 1, 1, 1)
    assert explorer.limits["KH"] == [1, 4]
    assert Im2colExplorer(x, 5).KH == 5


def test_im2col_takes_kernels_too():
    explorer = Im2colExplorer(X, w=W, b=B)
    assert_array_equal(explorer.arrays["w"], W)
    assert_array_equal(explorer.arrays["b"], B)
    assert Im2colExplorer(X, 1, w=W).KW == 1


def test_im2col_asks_for_a_kernel_size_or_kernels():
    with pytest.raises(TypeError, match="kernel_size"):
        Im2colExplorer(X)


def test_im2col_takes_a_gradient_and_makes_one_up():
    assert_array_equal(Im2colExplorer(X, w=W, dz=DZ).array("dz"), DZ[:1])
    made_up = Im2colExplorer(X, w=W)
    OH, OW = made_up.sizes.output
    assert (made_up.array("dz").shape[1:3] >= np.array([OH, OW])).all()
    with pytest.raises(TypeError, match="w must be an array"):
        Im2colExplorer(X, (2, 3), dz=DZ)
    with pytest.raises(ValueError, match="dz must have the shape of z"):
        Im2colExplorer(X, w=W, dz=DZ[:, :1])


@pytest.mark.parametrize("kind", [BackwardExplorer, MatricesExplorer])
def test_a_gradient_of_the_wrong_shape_is_refused(kind):
    with pytest.raises(ValueError, match="dz must have the shape of z"):
        kind(DZ[:, :1], X, W)


@pytest.mark.parametrize("kind", [BackwardExplorer, MatricesExplorer])
def test_no_size_outgrows_the_gradient_that_was_given(kind):
    explorer = kind(DZ, X, W)
    with pytest.raises(ValueError, match="dz has 2 x 2 units"):
        explorer.KH = 1
    kind(x=X, w=W).KH = 1


@pytest.mark.parametrize("kind", [BackwardExplorer, MatricesExplorer])
def test_a_gradient_without_its_layer_is_refused(kind):
    with pytest.raises(TypeError, match="x must be an array of real numbers; got None"):
        kind(DZ)


def test_colours_are_those_of_the_figures():
    css = ForwardExplorer()._css
    light, dark = css[: css.index("html[data-theme")], css[css.index("html[data-") :]
    for name, colour in (PALETTE | NEUTRAL).items():
        assert f"--{name}: {colour};" in light
    for name, colour in DARK.items():
        assert f"--{name}: {colour};" in dark
    for role in PALETTE:
        assert f'[data-role="{role}"]' in css


def test_no_colour_stands_outside_the_palette():
    for path in SOURCES.rglob("*.[cj]s*"):
        if path.suffix in (".css", ".js"):
            assert not re.findall(r"#[0-9a-f]{6}\b", path.read_text("utf-8")), path
    assert PALETTE.keys() <= DARK.keys() <= (PALETTE | NEUTRAL).keys()


def test_a_bundle_holds_every_module_once_and_imports_nothing():
    source = bundle("backward_explorer.js")
    assert not re.search(r"^import |^export (?!default)", source, re.MULTILINE)
    for opening in (
        "// Nested lists",
        "// The layer's numbers",
        "// The gradient goes",
    ):
        assert source.count(opening) == 1
    assert source.index("// Nested lists") < source.index("// The layer's numbers")


def write_modules(folder, **sources):
    for name, source in sources.items():
        (folder / f"{name}.js").write_text(source, "utf-8")


def test_modules_that_import_one_another_are_refused(tmp_path):
    write_modules(
        tmp_path,
        main='import { a } from "./a.js";\nexport default a;\n',
        a='import { b } from "./b.js";\nexport const a = () => b();\n',
        b='import { a } from "./a.js";\nexport const b = () => a();\n',
    )
    words = "modules must not import one another in a circle: a.js -> b.js -> a.js"
    assert_raises(words, bundle, tmp_path / "main.js")


@pytest.mark.parametrize(
    "line",
    ['import a from "./a.js";', "export let a = 1;", "export { a };"],
)
def test_what_cannot_be_joined_is_named(tmp_path, line):
    write_modules(tmp_path, main=f"{line}\nexport default 1;\n")
    assert_raises(
        f"{tmp_path}/main.js: cannot join {line!r}", bundle, tmp_path / "main.js"
    )
    write_modules(
        tmp_path,
        main='import { b } from "./b.js";\nexport default b;\n',
        b=f"{line}\nexport const b = 1;\n",
    )
    assert_raises(f"b.js: cannot join {line!r}", bundle, tmp_path / "main.js")


COMMENT = re.compile(r"^\s*(?://|/?\*).*|(?<=\s)// .*", re.MULTILINE)
STRING = re.compile(r"\"([^\"\n]*)\"|`([^`]*)`")
SPOKEN = re.compile(r"^(?!Enter|Escape)\**[A-Z][a-z]+\b|\b[a-z]{2,} [a-z]+\b")
NO_CONTROLS = {"grids.js", "sentences.js"}  # parts of what a view says
KEYS = {"fills.js"}  # names that are keys as well
CLASSES = {"place beside", "sentence room"}


def spoken(source):
    """Return the strings of a module that begin like a sentence or have a phrase."""
    texts = ["".join(found) for found in STRING.findall(COMMENT.sub("", source))]
    return [text for text in texts if SPOKEN.search(text) and text not in CLASSES]


def test_the_controls_that_explorers_share_speak_in_one_place():
    modules = (SOURCES / "explorers" / "shared").glob("*.js")
    said = {path.name: spoken(path.read_text("utf-8")) for path in modules}
    assert len(said.pop("words.js")) > 50
    assert {name for name, found in said.items() if found} == NO_CONTROLS | KEYS
