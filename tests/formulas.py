r"""Reads the LaTeX of the book's numbered equations, and computes what it says.

An equation such as ``z_{n,i,j,f} = b(f) + \sum_{p,q,c} ...`` holds if both sides are
equal for every value of the letters that are free in it. Arrays and numbers have names;
every other letter is an index. It runs along the axes at which it stands alone, or
between the limits that are printed at its sum. Superscripts that number the layers of a
network are not read.
"""

import itertools
import math
import re

import numpy as np
from lark import Lark, Token, Tree

GRAMMAR = r"""
start: expression (_EQUALS expression)* -> chain
    | expression "+=" expression "\\forall" names -> sums
expression: SIGN? term (SIGN term)*
term: power (TIMES? power)* big? | big
big: BIG "_" bounds ["^" "{" expression "}"] term
bounds: NAME -> letters | "{" names "}" -> letters
    | "{" NAME _EQUALS expression "}" -> from_first
    | "{" "\\substack" "{" names (_ROW expression _EQUALS expression)+ "}" "}" -> where
names: NAME ("," NAME)*
power: atom ["^" raised]
raised: "{" "\\mathsf" "T" "}" -> transposed | "{" expression "}"
    | NAME -> entry | NUMBER -> number
atom: NUMBER -> number
    | NAME ["_" subscript] -> entry
    | NAME "_" subscript "[" expression "]" -> flat_entry
    | FUNCTION "(" list ")" ["_" subscript] -> call
    | "(" expression ")" ["_" subscript] -> group
    | "[" expression _EQUALS expression "]" -> indicator
    | "\\frac" "{" expression "}" "{" expression "}" -> fraction
    | "\\frac" "{" "\\partial" atom "}" "{" "\\partial" atom "}" -> derivative
    | "\\sqrt" ["[" NUMBER "]"] "{" expression "}" -> root
    | "\\lfloor" expression "\\rfloor" -> floor
    | "\\lceil" expression "\\rceil" -> ceiling
    | "\\max" "(" list ")" -> largest
    | "\\langle" expression "," expression "\\rangle" -> inner
    | "\\log" term -> log
    | "\\overline" "{" atom "}" -> conjugate
subscript: "{" list "}" | NAME -> letter | NUMBER -> digit
list: expression ("," expression)*

BIG: "\\sum" | /\\max(?=_)/
_EQUALS: "="
SIGN: "+" | "-"
TIMES: "\\cdot" | "\\times" | "*" | "/" | "\\bmod"
_ROW: "\\\\"
NUMBER: /\d+(\.\d+)?/
FUNCTION.2: /(w|b|offset|corner|address|first|\\sigma'?)(?=\s*\()/
NAME: /d?(Wmat|Xcol)|Xlow|d[zxwZM]|P_(top|bottom|left|right)|[KOE]_[HW]|[sd]_[hw]|r_H/
    | /\\(rate|mu|imath)|[A-Za-z]'?/
%ignore /\s+/
"""
PARSER = Lark(GRAMMAR, parser="lalr")
LAYOUT = re.compile(
    r"\\(?:begin|end)\{(?:aligned|gathered)\}|&|\\[;,!]|\\q?quad|\{\}"
    r"|\\(?:[bB]igg?[lr]?|left|right)(?![A-Za-z])"
)
ROW = re.compile(r"\\\\(?:\[[\d.]+ex\])?(?![^{}]*\}\s*\})")
BEGINS = re.compile(r"\s*[^=\s+][^={}]*(?:\{[^{}]*\}[^={}]*)*\+?=")


def statements(latex):
    """Cut what one display says into equations, without what only lays it out."""
    text = latex.replace(r"\mathrel{+}=", "+=").replace(
        r"\text{learning rate}", r"\rate"
    )
    text = text.replace(r"\mathrm{i}", r"\imath")  # the imaginary unit, no index
    text = re.sub(r"(?<=\d)\\,(?=\d{3})", "", text)  # 924\,844\,032
    text = re.sub(r"\\[td]?frac\s*(?:(\d)\s*(\d))?", _fraction, text)
    text = re.sub(r"\\text\{\(.*", "", text)  # a remark
    text = re.sub(r"\\text\{for all \}", r"\\forall", text)
    text = re.sub(r"\\(?:text|operatorname)\{(\w+)\}", r"\1", LAYOUT.sub(" ", text))
    text = re.sub(r"([XW])\^\s*(col|mat|low)", r"\1\2", text)
    text = re.sub(r"\^(?:l(?![a-z])|\{l\+1\})", "", text)
    found = []
    for row in ROW.split(text):
        row = row.strip().rstrip(",.")
        if not found or BEGINS.match(row):
            found.append(row)
        else:
            found[-1] += " " + row
    return [PARSER.parse(each) for each in found if each]


def _fraction(printed):
    """Write one as the grammar wants it, with both of its digits in braces."""
    above, below = printed.groups()
    return r"\frac" + (f"{{{above}}}{{{below}}}" if above else "")


class Meaning:
    """What names stand for: arrays, numbers and functions of Python, or definitions."""

    def __init__(self, known, defined=(), lengths=()):
        self.known = {"e": math.e, r"\imath": 1j} | known
        self.defined = {
            _written(tree.children[0]): tree.children[1] for tree in defined
        }
        self.lengths = dict(lengths)

    def letters(self, statement):
        """List the letters free in a statement, and in what defines its names."""
        found = set()
        for side in statement.children[:2] if statement.data == "sums" else [statement]:
            self._collect(side, frozenset(), found)
        if statement.data == "sums":
            printed = _tokens(statement.children[2], "NAME")
            if set(printed) != found:
                raise ValueError(f"it is for all {sorted(found)}; printed: {printed}")
        return sorted(found)

    def _collect(self, tree, bound, found):
        if isinstance(tree, Token):
            if tree.type == "NAME" and tree not in self.known and tree not in bound:
                found.add(str(tree))
            return
        parts = tree.children
        if tree.data == "derivative":
            parts = _indexed(tree)[1]
        elif tree.data == "entry" and (definition := self._definition(tree)):
            parts = definition
        if tree.data == "big":
            bound = bound | set(_bound(tree.children[1]))
        for part in parts:
            if part is not None:
                self._collect(part, bound, found)

    def ranges(self, *trees):
        """Say how far letters run: along the shortest axis where one stands alone."""
        lengths = dict(self.lengths)
        for tree in itertools.chain(trees, self.defined.values()):
            for node in tree.iter_subtrees():
                for name, axis, letter in self._axes(node):
                    length = self.known[name].shape[axis]
                    lengths[letter] = min(length, lengths.get(letter, length))
        return lengths

    def _axes(self, node):
        if node.data not in ("entry", "call", "derivative"):
            return
        name, indices = _indexed(node)
        if not isinstance(self.known.get(name), np.ndarray):
            return
        for axis, index in enumerate(indices):
            letter = _alone(index)
            if letter and letter not in self.known and letter not in self.defined:
                yield name, axis, letter

    def value(self, tree, at):
        """Compute a tree, with numbers for its letters."""
        return getattr(self, f"_{tree.data}")(tree.children, at, tree)

    def _expression(self, children, at, _):
        total, sign = None, 1
        for child in children:
            if isinstance(child, Token):
                sign = -1 if child == "-" else 1
                continue
            value = sign * self.value(child, at)
            total = value if total is None else _add(total, value)
            sign = 1
        return total

    def _term(self, children, at, _):
        total, times = None, None
        for child in children:
            if child is None:
                continue
            if isinstance(child, Token):
                times = child
                continue
            value = self.value(child, at)
            total = value if total is None else _multiply(total, value, times)
            times = None
        return total

    def _big(self, children, at, _):
        kind, bounds, last, term = children
        names = _bound(bounds)
        first = 0
        if bounds.data == "from_first":
            first = self.value(bounds.children[1], at)
        lengths = self.ranges(term)
        ends = [
            lengths[name] if last is None else self.value(last, at) + 1
            for name in names
        ]
        values = []
        for place in itertools.product(*(range(first, end) for end in ends)):
            here = at | dict(zip(names, place, strict=True))
            if bounds.data != "where" or self._fits(bounds, here):
                values.append(self.value(term, here))
        return max(values) if "max" in kind else sum(values)

    def _fits(self, bounds, at):
        trees = [each for each in bounds.children[1:] if not isinstance(each, Token)]
        pairs = zip(trees[::2], trees[1::2], strict=True)
        return all(self.value(one, at) == self.value(other, at) for one, other in pairs)

    def _power(self, children, at, _):
        base, raised = children
        value = self.value(base, at)
        if raised is None:
            return value
        if raised.data == "transposed":
            return np.asarray(value).T
        return value ** self.value(raised, at)

    def _raised(self, children, at, _):
        return self.value(children[0], at)

    def _number(self, children, _at, _):
        return float(children[0]) if "." in children[0] else int(children[0])

    def _group(self, children, at, _):
        inner, subscript = children
        indices = [] if subscript is None else _parts(subscript)
        return self._pick(self.value(inner, at), indices, at)

    def _entry(self, children, at, tree):
        name, indices = _indexed(tree)
        if not indices and name in at:
            return at[name]
        if definition := self._definition(tree):
            whole, *indices = definition
            return self._pick(self.value(whole, at), indices, at)
        return self._pick(self.known[name], indices, at)

    def _flat_entry(self, children, at, _):
        name, subscript, place = children
        image = self._pick(self.known[name], _parts(subscript), at)
        return image.reshape(-1)[self.value(place, at)]

    def _definition(self, entry):
        """Return what defines a name, such as M_0 or U, and the indices left of it."""
        if (written := _written(entry)) in self.defined:
            return [self.defined[written]]
        name, indices = _indexed(entry)
        return [self.defined[name], *indices] if name in self.defined else None

    def _pick(self, array, indices, at):
        for index in indices:
            place = self.value(index, at)
            if place < 0:
                raise IndexError(f"there is no entry {place}")
            array = array[place]
        return array

    def add(self, array, statement, at):
        """Add the right side of a statement to the entry at its left."""
        tree, right, _ = statement.children
        while tree.data in ("expression", "term", "power"):
            tree = tree.children[0]
        if tree.data == "flat_entry":
            _, subscript, place = tree.children
            image = array[tuple(self.value(index, at) for index in _parts(subscript))]
            image.reshape(-1)[self.value(place, at)] += self.value(right, at)
        else:
            _, indices = _indexed(tree)
            entry = tuple(self.value(index, at) for index in indices)
            array[entry] += self.value(right, at)

    def _derivative(self, children, at, tree):
        return self._entry(children, at, tree)

    def _call(self, children, at, tree):
        name, indices = _indexed(tree)
        if callable(self.known[name]):
            return self.known[name](*(self.value(index, at) for index in indices))
        return self._entry(children, at, tree)

    def _indicator(self, children, at, _):
        one, other = children
        return float(self.value(one, at) == self.value(other, at))

    def _fraction(self, children, at, _):
        above, below = (self.value(child, at) for child in children)
        return above / below

    def _root(self, children, at, _):
        degree, inner = children
        return self.value(inner, at) ** (1 / int(degree or 2))

    def _floor(self, children, at, _):
        return math.floor(self.value(children[0], at))

    def _ceiling(self, children, at, _):
        return math.ceil(self.value(children[0], at))

    def _largest(self, children, at, _):
        return max(self.value(each, at) for each in _parts(children[0]))

    def _inner(self, children, at, _):
        one, other = (self.value(child, at) for child in children)
        return np.sum(one * other)

    def _log(self, children, at, _):
        return math.log(self.value(children[0], at))

    def _conjugate(self, children, at, _):
        return np.conj(self.value(children[0], at))


def _add(one, other):
    """Add; to a matrix, a bias for each row."""
    if np.ndim(one) == 2 and np.ndim(other) == 1:
        other = other[:, None]
    return one + other


def _multiply(one, other, times):
    if times == "/":
        return one / other
    if times == r"\bmod":
        return one % other
    if times is None and np.ndim(one) == 2 and np.ndim(other) > 0:
        return one @ other
    return one * other


def _bound(bounds):
    """List the letters of a sum."""
    first = bounds.children[0]
    return [first] if isinstance(first, Token) else list(first.children)


def _parts(tree):
    """List the indices of a subscript, or the arguments of a call."""
    if tree.data == "letter":
        return [Tree("entry", [*tree.children, None])]
    if tree.data == "digit":
        return [Tree("number", tree.children)]
    return tree.children if tree.data == "list" else _parts(tree.children[0])


def _indexed(node):
    """Name an entry and list its indices; those of a derivative are of both."""
    if node.data == "derivative":
        (top, over), (bottom, under) = map(_indexed, node.children)
        if top == "L":
            return "d" + bottom, under
        *over, kernel = over
        if kernel != under[0]:
            raise ValueError("a kernel makes its own channel of z, and no other")
        return f"d{top}_d{bottom}", [*over, *under]
    name, *rest = node.children
    indices = [index for part in rest if part is not None for index in _parts(part)]
    is_bias = node.data == "call" and name == "b"
    return "bias" if is_bias else str(name), indices


def _alone(tree):
    """Return the letter that an index is, or None if it is more than that."""
    while not isinstance(tree, Token):
        inner = [child for child in tree.children if child is not None]
        if len(inner) != 1 or tree.data in ("digit", "number", "floor", "ceiling"):
            return None
        (tree,) = inner
    return str(tree) if tree.type == "NAME" else None


def _tokens(tree, *types):
    """List the tokens of these types in a tree, in their order."""
    if isinstance(tree, Token):
        return [str(tree)] if tree.type in types else []
    children = (child for child in tree.children if child is not None)
    return [token for child in children for token in _tokens(child, *types)]


def _written(tree):
    """Write a name with its subscript, if that is a number."""
    return "_".join(_tokens(tree, "NAME", "NUMBER"))


def name_on_the_left(statement):
    """Name what an equation is about, without its indices."""
    tree = statement.children[0]
    while tree.data in ("expression", "term", "power"):
        tree = tree.children[0]
    if tree.data in ("entry", "call", "derivative"):
        return _indexed(tree)[0]
    return _tokens(tree, "NAME", "FUNCTION")[0]


def names_used(statement):
    """List the names that a statement uses, on either side."""
    return _tokens(statement, "NAME", "FUNCTION")
