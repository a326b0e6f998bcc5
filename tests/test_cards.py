"""The predict cards: their questions, their answers, and their places in the book."""

import ast
import base64
import json
import re
from functools import cache
from itertools import combinations
from pathlib import Path
from urllib.parse import parse_qsl

import nbformat
import numpy as np
import pytest

import convlab
from convlab import backward, equations, explorers, forward, samples
from convlab.exercises import mistakes
from convlab.exercises.cards import CARDS, CHAPTERS, Card, WrongAnswer, find
from convlab.exercises.cards.card import (
    COUNT,
    INDEX,
    NUMBER,
    SHAPE,
    UNIT,
    wrong_answers,
)
from convlab.exercises.predict import predict
from convlab.exercises.tasks import TASKS, Task

BOOK = Path(__file__).parent.parent / "book"
PREDICT_JS = BOOK.parent / "src" / "convlab" / "exercises" / "predict.js"
NUMERALS = "zero one two three four five six seven eight nine ten eleven twelve"
NAMED = "row|column|address|stride|dilation"
PLACES = rf"\b({NAMED}) \d+|\[[^]]*\]|\([^)]*\)"  # these numbers are not an answer
ARITHMETIC = r"\(?-?\d[\d +\-·/(),.]*"
EQUATION = re.compile(rf"({ARITHMETIC}) = (?=({ARITHMETIC}))")
CALL = re.compile(r'^predict\("(.+)"\)$')
# Worked out by hand from the text of the chapters, without convlab.
BY_HAND = {
    "review-seats": (45 + 4,),
    "review-boxes": (6, 155 - 144),
    "review-unit": (2, 1, 3, 1),
    "review-parameters": (180 + 5,),
    "review-address": (252 + 63 + 3 + 2,),
    "review-windows": (4,),
    "review-row": (24 + 3 + 2,),
    "review-pixel": (7, 6),
    "review-columns": (4, 12, 16),
    "review-dx": (-3 + 10,),
    "review-dw-shape": (6, 4, 5, 3),
    "review-dx-middle": (2 + 3 + 2 + 20,),
    "review-db": (2, 9),
    "review-readers": (3 + 3,),
    "review-window-count": (4 + 4 + 4,),
    "review-pixel-address": (54 + 12 + 1,),
    "review-multiplications": (540 + 540 + 540 + 540,),
    "review-dilated-pixel": (2 + 6, 6 + 3),
    "review-difference": (27 + 4,),
    "review-grouped-weights": (40 + 40 + 40 + 40 + 40 + 40,),
    "last-number": (47,),
    "address": (90 + 36 + 9 + 1,),
    "unit-at-address": (1, 2, 0, 1),
    "parameters": (36 + 3,),
    "channels-first": (16 + 2 + 1,),
    "second-window": (2 - 1 + 2 + 3 + 1,),
    "window-corner": (2, 4),
    "changed-units": (2,),
    "output-rows": (4,),
    "batch-shape": (2, 2, 2, 3),
    "seventh-address": (8,),
    "cell-of-x-col": (15 + 28,),
    "column-of-weight": (7,),
    "product-shape": (2, 3, 4),
    "wires-dx": (2, -1 + 4, -2 - 2, 1),
    "dw-last-weight": (3 + 4 - 1 + 3,),
    "db": (1 + 2 - 1 + 3,),
    "dx-pixel": (-1 + 6,),
    "col2im-ones": (2,),
    "whole-number-step": (12,),
    "wrapped-window": (900 - 768,),
    "kink-slope": (5,),
    "difference-passes": (840 + 144 + 8,),
    "bias-product": (3 + 6 - 3 + 9,),
    "last-same-unit": (5 + 6,),
    "dilated-unit": (2 - 1,),
    "dilated-rows": (2,),
    "first-channel": (5,),
    "largest-image": (12,),
    "bytes-with-im2col": (8 * (24 + 36 + 12 + 48 + 48),),
    "rows-of-a-piece": (27,),
    "lowered-numbers": (6 * 3,),
    "patches": (16,),
    "winograd-product": (-2 * 2,),
    "stride-products": (5 + 4,),
    "tile-products": (36,),
    "tile-dw": (1 - 2, 2 - 0, 0 - 1),
    "relu-stops": (1, 2, -1, 0),
    "pooled-back": (2 + 3 + 5 + 6,),
    "score-gradient": (-0.75,),
    "pooled-shape": (1, 4, 4, 32),
    "velocity": (3.5,),
    "epoch-steps": (34,),
}
# These say all that an answer needs.
STAND_ALONE = {"window-corner", "output-rows", "address", "unit-at-address"}
STAND_ALONE |= {"kink-slope"}
ELSEWHERE = {262144, 32}  # 2**18, and a size in the figure of the network
# The mistakes each card targets: it must recognise the answers they lead to.
TOLD = {
    "review-seats": ["review-seats-from-one"],
    "review-boxes": ["review-boxes-exchanged", "review-boxes-rounded-up"],
    "review-unit": ["unit-memory-channels-first", "unit-indices-from-one"],
    "review-parameters": ["review-parameters-no-bias"],
    "review-address": ["address-memory-channels-first", "address-image-forgotten"],
    "review-windows": ["output-size-rounded-up", "output-size-padding-counted-once"],
    "review-row": ["review-row-channels-first", "review-row-height-for-width"],
    "review-pixel": ["receptive-field-window-not-moved-by-stride"],
    "review-columns": ["review-columns-transposed"],
    "review-dx": ["dx-kernel-not-rotated"],
    "review-dw-shape": ["review-dw-channels-first", "review-dw-of-z"],
    "review-dx-middle": ["dx-kernel-not-rotated", "dx-overwritten-by-window"],
    "review-db": ["db-averaged", "db-summed-for-each-image"],
    "review-readers": ["review-readers-stride-forgotten"],
    "review-window-count": ["output-size-padding-counted-once"],
    "review-pixel-address": ["review-pixel-address-channels-first"],
    "review-multiplications": ["review-multiplications-one-kernel"],
    "review-dilated-pixel": ["review-dilated-pixel-exchanged"],
    "review-difference": ["central-difference-one-sided"],
    "review-grouped-weights": ["review-grouped-weights-all-channels"],
    "last-number": ["last-number-from-one"],
    "address": ["address-memory-channels-first", "address-image-forgotten"],
    "unit-at-address": ["unit-memory-channels-first", "unit-indices-from-one"],
    "parameters": ["parameters-no-bias"],
    "channels-first": ["channels-first-reshaped"],
    "second-window": ["forward-kernel-rotated", "forward-bias-forgotten"],
    "window-corner": ["receptive-field-window-not-moved-by-stride"],
    "changed-units": ["changed-units-zero-weights"],
    "output-rows": ["output-size-rounded-up", "output-size-plus-one-forgotten"],
    "batch-shape": ["batch-shape-channels-first"],
    "seventh-address": ["im2col-indices-row-of-the-kernel"],
    "cell-of-x-col": ["im2col-rows-channels-first", "im2col-stride-forgotten"],
    "column-of-weight": ["column-of-weight-channels-first"],
    "product-shape": ["product-shape-transposed"],
    "wires-dx": ["dx-kernel-not-rotated", "dx-overwritten-by-window"],
    "dw-last-weight": ["dw-rotated", "dw-averaged-over-windows"],
    "db": ["db-averaged", "db-forgotten"],
    "dx-pixel": ["dx-kernel-not-rotated", "dx-overwritten-by-window"],
    "col2im-ones": ["col2im-averaged", "col2im-overwritten-by-element"],
    "whole-number-step": ["whole-number-step-fractions-kept"],
    "wrapped-window": ["wrapped-window-stopped-at-the-largest"],
    "kink-slope": ["kink-step-up-alone", "kink-step-down-alone"],
    "difference-passes": ["difference-passes-one-step"],
    "bias-product": ["db-averaged", "db-dz-forgotten"],
    "dilated-unit": ["dilated-unit-without-gaps", "dilated-unit-stride"],
    "dilated-rows": ["dilated-rows-without-gaps", "output-size-plus-one-forgotten"],
    "first-channel": ["first-channel-dealt-out", "first-channel-group-alone"],
    "last-same-unit": ["last-same-unit-both-sides"],
    "largest-image": ["largest-image-nothing-left-over"],
    "bytes-with-im2col": ["bytes-matrix-moved-once", "bytes-numbers-counted"],
    "rows-of-a-piece": ["rows-rounded-up"],
    "lowered-numbers": ["lowered-windows-apart"],
    "patches": ["patches-rounded-down", "patches-without-overlap"],
    "winograd-product": ["winograd-product-pixels-exchanged"],
    "stride-products": ["stride-products-stride-forgotten"],
    "tile-products": ["tile-products-one-axis", "tile-products-direct"],
    "tile-dw": ["dw-dz-forgotten", "dw-averaged-over-windows"],
    "relu-stops": ["error-gradient-rectified", "error-slope-forgotten"],
    "pooled-back": ["pooled-back-last-window", "pooled-back-averaged"],
    "score-gradient": ["score-gradient-of-the-others"],
    "pooled-shape": ["pooled-shape-windows-overlap", "pooled-shape-channels-first"],
    "velocity": ["velocity-nothing-kept", "velocity-averaged"],
    "epoch-steps": ["epoch-last-batch-dropped"],
}


@pytest.fixture(params=CARDS, ids=lambda card: card.name)
def card(request):
    return request.param


def some_card(**changes):
    given = {
        "name": "some",
        "question": "How many?",
        "kind": COUNT,
        "answer": 7,
        "why": "7 - 0 is 7.",
        "reasoning": "Count.",
        "wrong_answers": [],
    }
    return Card(**(given | changes))


def numbers_named(text):
    """Find the numbers in a text, whether digits or words."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    spelt = {word: number for number, word in enumerate(NUMERALS.split())}
    spelt |= {word: int(word) for word in words if word.isdigit()}
    return [spelt[word] for word in words if word in spelt]


def calculate(text):
    return eval(text.strip(" ,.").replace("·", "*"), {})


@cache
def cells_of(page):
    cells = nbformat.read(BOOK / f"{page}.ipynb", as_version=4).cells
    return [(cell.cell_type, cell.source) for cell in cells]


def cells_above(name, *kinds):
    """Return the sources of the cells above a card, of these kinds or of all."""
    page = next(page for page, cards in CHAPTERS.items() if find(name) in cards)
    cells = cells_of(page)
    place = cells.index(("code", f'predict("{name}")'))
    return [source for kind, source in cells[:place] if not kinds or kind in kinds]


def headings_of(name):
    """Return the headings above a card, from its section up to its chapter."""
    found = {}
    for line in "\n".join(cells_above(name, "markdown")).splitlines():
        if match := re.match(r"(#+) (.+)", line):
            level = len(match[1])
            found = {k: v for k, v in found.items() if k < level}
            found[level] = match[2]
    return list(found.values())


class TestEveryCard:
    def test_no_title_and_no_question_gives_its_answer_away(self, card):
        asked = card.name, card.given, card.question, *headings_of(card.name)
        for text in asked:
            if len(card.answer) == 1:
                assert card.answer[0] not in numbers_named(re.sub(PLACES, "", text))
            else:
                named = ", ".join(map(str, numbers_named(text)))
                assert ", ".join(map(str, card.answer)) not in named, text

    def test_it_can_be_answered_without_its_chapter(self, card):
        alone = card.name in STAND_ALONE or card.name.startswith("review-")
        assert alone != bool(card.given), "the question alone, or what was given?"
        assert not card.given or card.given.endswith(".")
        said = numbers_named("\n".join(cells_above(card.name)))
        assert set(numbers_named(card.given)) <= {*said, *ELSEWHERE}

    def test_the_equations_of_its_explanation_hold_and_lead_to_the_answer(self, card):
        values = []
        for left, right in EQUATION.findall(card.why):
            values.append(calculate(right))
            assert calculate(left) == values[-1], (left, right)
        if card.kind is SHAPE:
            assert set(values) <= set(card.answer)
        else:
            last = re.findall(rf"= ({ARITHMETIC})", card.why)[-1]
            assert np.ravel(calculate(last)).tolist() == list(card.answer)
            assert values

    def test_its_answer_is_the_one_worked_by_hand(self, card):
        assert card.answer == BY_HAND[card.name]

    def test_it_tells_the_mistakes_it_was_made_for(self, card):
        assert set(TOLD[card.name]) <= {each.name for each in card.wrong_answers}

    def test_it_tells_several_wrong_answers_apart(self, card):
        assert len(card.known) >= 3
        assert card.answer not in card.known

    def test_no_two_answers_are_so_close_that_the_widget_takes_them_for_one(self, card):
        close = float(re.search(r"CLOSE = ([\d.]+)", PREDICT_JS.read_text())[1])
        for one, other in combinations([card.answer, *card.known], 2):
            if len(one) == len(other):
                assert np.abs(np.subtract(one, other)).max() > 2 * close

    def test_it_looks_for_as_many_numbers_as_it_asks_for(self, card):
        assert (len(card.answer) == 1) == (card.kind in (COUNT, NUMBER))
        if card.kind is COUNT:
            answers = [card.answer, *card.known]
            assert min(number for answer in answers for number in answer) >= 0

    def test_its_reasoning_gives_no_number_of_the_answer_away(self, card):
        asked, said = (
            set(re.findall(r"\b\d+\b", text))
            for text in (card.question, card.reasoning)
        )
        assert set(map(str, card.answer)).isdisjoint(said - asked)
        assert ", ".join(map(str, card.answer)) not in said

    def test_its_sentences_are_whole(self, card):
        texts = [card.why, card.reasoning, *(each.did for each in card.wrong_answers)]
        for text in texts:
            name = text.split()[0] in ("x", "w", "z", "dz", "dx", "dw", "db", "p", "q")
            assert name or not text[0].islower(), text
            assert text.endswith((".", "?")), text
        assert card.question.endswith("?")

    def test_no_answer_to_it_is_the_example_of_what_to_type(self, card):
        example = {int(digits) for digits in re.findall(r"\d+", card.kind.words)}
        for answer in (card.answer, *card.known):
            small = card.kind in (SHAPE, INDEX, UNIT)
            assert not example & set(map(abs, answer)) or small

    def test_an_example_of_an_index_is_as_long_as_the_answer(self, card):
        if card.kind in (INDEX, UNIT):
            assert len(re.findall(r"\d+", card.kind.words)) == len(card.answer)

    def test_it_can_be_made_into_a_widget(self, card):
        widget = predict(card.name)
        assert widget.question == card.question
        said = json.loads(base64.b64decode(widget.sealed))
        assert tuple(said["answer"]) == card.answer
        assert [tuple(each["answer"]) for each in said["known"]] == list(card.known)

    def test_its_widget_shows_no_answer_at_a_glance(self, card):
        widget = predict(card.name)
        state = {name: widget.get_state()[name] for name in widget.keys}
        state = {name: state[name] for name in ("name", "question", "expected")}
        shown = json.dumps(state) + repr(widget) + widget.sealed
        for hidden in (card.why, card.reasoning, card.verdicts()["right"]):
            assert hidden not in shown
        if len(card.answer) > 1 or card.answer[0] > 9:
            written = ", ".join(map(str, card.answer))
            assert not re.search(rf"\b{written}\b", json.dumps(state) + repr(widget))


def test_the_number_that_an_explanation_points_at_is_the_answer():
    card, x = find("channels-first"), samples.counting(2, 3, 4, 2)
    index = ast.literal_eval(re.search(r"`x(\[.+?\])`", card.why)[1])
    assert x[tuple(index)] == card.answer[0]
    named = re.search(r"Image (.), channel (.), row (.), column (.)", card.why)
    n, c, i, j = map(int, named.groups())
    assert [n, i, j, c] == index
    assert f"`channels_first{[n, c, i, j]}`" in card.question


@pytest.mark.parametrize("name", ["dx-pixel", "col2im-ones"])
def test_the_units_that_an_explanation_names_read_the_pixel(name):
    x = np.zeros((1, 3, 4, 1))
    x[0, 2, 1, 0] = 1
    z = convlab.forward(x, np.ones((1, 2, 3, 1)))[0, :, :, 0]
    rows, count = re.search(r"the (upper|lower) (\w+) ", find(name).why).groups()
    assert {"upper": 0, "lower": 1}[rows] == np.nonzero(z.sum(axis=1))[0]
    assert NUMERALS.split().index(count) == np.count_nonzero(z)


def test_the_window_of_a_reasoning_begins_where_it_says():
    column = re.search(r"begins in column (\d)", find("second-window").reasoning)[1]
    (pixel, *_) = equations.receptive_field(0, 1, (2, 3))
    assert pixel == (0, int(column))


def test_a_wrong_sum_and_a_title_with_the_answer_would_be_seen():
    assert EQUATION.findall("so 3 - 2 + 1 = 2 rows, (1 · 2, 4) = (2, 4).")[0][0] == (
        "3 - 2 + 1"
    )
    assert calculate("(1 · 2, 4)") == (2, 4)
    assert numbers_named("seven rows, 12 columns") == [7, 12]


def test_names_are_unique():
    names = [card.name for card in CARDS]
    assert len(names) == len(set(names))
    assert set(names) == set(BY_HAND) == set(TOLD)


def test_a_mistake_that_is_known_is_named_after_it():
    known = {mistake.name for mistake in mistakes.MISTAKES}
    told = {each.name for card in CARDS for each in card.wrong_answers}
    assert len(told & known) > 40


def test_a_wrong_answer_that_gives_the_right_answer_is_an_error():
    with pytest.raises(ValueError, match=r"some: the mistake 'dull' gives the right"):
        some_card(wrong_answers=[WrongAnswer("dull", 7.0, "Nothing was done.")])


def test_mistakes_that_give_the_same_number_are_both_named():
    one, other = (
        WrongAnswer("one", 3, "This was done."),
        WrongAnswer("other", 3, "That was done."),
    )
    card = some_card(
        wrong_answers=[one, other, WrongAnswer("third", -2, "More was done.")]
    )
    first, second = card.verdicts()["known"]
    assert first["mistakes"] == ["one", "other"]
    assert first["said"] == (
        "Not yet: 3. One of these may be why. This was done. Or: That was done."
    )
    assert second["said"] == ("Not yet: \N{MINUS SIGN}2. More was done.")


def test_what_a_right_answer_hears_is_whole_and_has_minus_signs():
    assert some_card().verdicts()["right"] == "Right: 7. 7 \N{MINUS SIGN} 0 is 7."
    card = some_card(kind=SHAPE, answer=(2, 3), why="The top-left (-1).")
    assert card.verdicts()["right"] == "Right: (2, 3). The top-left (\N{MINUS SIGN}1)."
    card = some_card(given="The rows (1, -1), and `x[1] - x[-1]`.", question="-2?")
    assert card.given == "The rows (1, \N{MINUS SIGN}1), and `x[1] - x[-1]`."
    assert card.question == "\N{MINUS SIGN}2?"


@pytest.mark.parametrize("answer", [np.nan, [], "7", [1, np.inf], None])
def test_an_answer_that_nobody_can_type_is_refused(answer):
    with pytest.raises(ValueError, match="an answer must be finite numbers"):
        some_card(answer=answer)


def test_mistakes_that_hide_or_fail_on_a_card_are_left_out(monkeypatch):
    def fake(name, function):
        return mistakes.Mistake(name, "double", function, "Done.", "", (), "")

    def fails(x):
        raise IndexError(x)

    found = [
        fake("hides", lambda x: x + x),
        fake("fails", fails),
        fake("strange", lambda x: "six"),
        fake("many", lambda x: [x, x]),
        fake("shows", lambda x: x**3),
    ]
    double = Task("double", "test-1", lambda x: 2 * x, (), returns="whole", draw=list)
    monkeypatch.setitem(TASKS, "double", double)
    monkeypatch.setattr(mistakes, "of", lambda task: found if task == "double" else ())
    shown = wrong_answers("double", lambda function: function(2))
    assert shown == [WrongAnswer("shows", (8,), "Done.")]


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="no card 'nothing'; there are 'last-number'"):
        find("nothing")
    with pytest.raises(ValueError, match="'col2im-ones'"):
        predict("nothing")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_asks_its_own_cards_each_once(chapter):
    cells = nbformat.read(BOOK / f"{chapter}.ipynb", as_version=4).cells
    asked = [match[1] for cell in cells if (match := CALL.match(cell.source))]
    assert asked == [card.name for card in CHAPTERS[chapter]]
    assert len(asked) >= 3 or (chapter.startswith("exercises/") and len(asked) == 2)
    assert sum(find(name).kind is SHAPE for name in asked) <= 1


def test_cards_need_numpy_alone():
    folder = BOOK.parent / "src" / "convlab" / "exercises" / "cards"
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                top = getattr(node, "module", None) or node.names[0].name
                assert top.split(".")[0] in {
                    "convlab",
                    "dataclasses",
                    "math",
                    "numpy",
                    "re",
                    "typing",
                    "urllib",
                }


WITH_MOMENT = [card for card in CARDS if card.moment]


@pytest.mark.parametrize("card", WITH_MOMENT, ids=lambda card: card.name)
def test_a_moment_is_one_that_an_explorer_has(card):
    address, _, state = card.moment.partition("#")
    words = dict(parse_qsl(state))
    name = words.pop("explorer")
    assert address == f"explorers/{name}.html"
    numbers = {key: int(text) for key, text in words.items() if text.isdigit()}
    getattr(explorers, f"{name[0].upper()}{name[1:]}Explorer")(**words | numbers)


def test_a_moment_shows_the_answer():
    x, w, b, dz = samples.by_hand()
    gradients = backward(dz, x, w)
    shown = {
        "second-window": (forward(x, w, b)[0, :, :, 0], "forward"),
        "dw-last-weight": (gradients.dw[0, :, :, 0], "weight"),
        "unit-at-address": (np.arange(48), "tensor"),
    }
    for name, (values, word) in shown.items():
        [card] = [card for card in WITH_MOMENT if card.name == name]
        assert word in card.moment
        step = int(dict(parse_qsl(card.moment))["step"])
        answer = np.ravel(values)[step]
        if name == "unit-at-address":
            answer = np.unravel_index(answer, (2, 3, 4, 2))
        assert tuple(np.ravel(answer)) == card.answer


def test_the_moment_of_a_pixel_is_when_its_last_stamp_falls():
    # scatter, and not gather: the card comes before the flip is explained
    x, w, _, dz = samples.by_hand()
    [card] = [card for card in WITH_MOMENT if card.name == "dx-pixel"]
    state = dict(parse_qsl(card.moment))
    assert state["view"] == "scatter"
    stamped = np.arange(dz.size).reshape(dz.shape)
    step = int(state["step"])
    so_far = backward(np.where(stamped <= step, dz, 0), x, w).dx[0, 2, 1, 0]
    before = backward(np.where(stamped < step, dz, 0), x, w).dx[0, 2, 1, 0]
    assert (so_far,) == card.answer
    assert before != so_far
