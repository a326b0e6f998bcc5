"""Find the statements a cell needs: they bind its names, or change their values."""

import ast
import builtins
import re
import symtable

__all__ = ["names_bound", "names_read", "needed", "split"]

DEFINES = re.compile(r"^(?:(?:def|class) +(\w+)|(\w+) *=(?!=))", re.MULTILINE)
NUMPY = {"np", "numpy"}  # a module whose functions may change their arguments


def split(source):
    """Cut a cell into statements, which keep their line numbers.

    Returns
    -------
    list of ast.Module
        One for each statement; the cell itself, as text, if it does not compile.
    """
    try:
        compile(source, "cell", "exec")
    except (SyntaxError, ValueError):
        return [source]
    return [ast.Module([node], []) for node in ast.parse(source).body]


def needed(statements, cell):
    """Tell which statements have to run before a cell.

    A statement is needed if it binds a name that is read later and not rebound in
    between, or if it may change the object behind the name: by setting an item or an
    attribute, by calling a method, or by passing it to a function in a statement of its
    own. A change through another name for the same array goes unnoticed, as in
    ``y = x[1:]; y[0] = 1``.

    Parameters
    ----------
    statements : list
        Those above the cell, in order, as `split` returns them.
    cell : str
        Its source.

    Returns
    -------
    list of bool
        For each statement whether it is needed.
    """
    modules = set().union(*map(_imported, statements))
    wanted: set[str] = set()
    chosen = []
    for code in reversed(split(cell)):
        wanted = wanted - _bound_for_sure(code) | names_read(code)
    for code in reversed(statements):
        made = names_bound(code) | (_changed(code, modules) - modules)
        is_needed = bool(wanted & made)
        if is_needed:
            wanted = wanted - _bound_for_sure(code) | names_read(code)
        chosen.append(is_needed)
    return chosen[::-1]


def names_read(code):
    """Return the names that code takes from what is above it, or from Python."""
    table = _table(code)
    if table is None:
        return set()
    return set(_globals_read(table)) - _defined(code)


def names_bound(code):
    """Return the names that code makes: what it assigns, defines and imports."""
    table = _table(code)
    if table is None:  # running it says why
        return {name for pair in DEFINES.findall(code) for name in pair if name}
    symbols = table.get_symbols()
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}


def _table(code):
    try:
        text = ast.unparse(code) if isinstance(code, ast.AST) else code
        return symtable.symtable(text, "cell", "exec")
    except (SyntaxError, ValueError):
        return None


def _globals_read(table):
    is_module = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (is_module or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _globals_read(child)


def _imported(code):
    table = _table(code)
    symbols = table.get_symbols() if table else ()
    return {symbol.get_name() for symbol in symbols if symbol.is_imported()}


def _statement(code):
    """Return the only statement of what `split` gives, or None."""
    is_single = isinstance(code, ast.Module) and len(code.body) == 1
    return code.body[0] if is_single else None


def _defined(code):
    """Return the name of a function or class, which may call itself."""
    node = _statement(code)
    functions = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {node.name} if isinstance(node, functions) else set()


def _bound_for_sure(code):
    """Return the names whose old values are certainly gone."""
    match _statement(code):
        case ast.Import() | ast.ImportFrom():
            return _imported(code)
        case ast.Assign(targets=targets):
            parts = [part for t in targets for part in getattr(t, "elts", [t])]
            return {part.id for part in parts if isinstance(part, ast.Name)}
    return _defined(code)


def _changed(code, modules):
    """Return the names in x[0] = 1, del x[0], x.y = 1, x.method() and f(x)."""
    nodes = list(ast.walk(code)) if isinstance(code, ast.AST) else []
    bases = [_changed_part(node) for node in nodes]
    match _statement(code):
        case ast.Expr(ast.Call(func=func, args=args)) if _may_change(func, modules):
            bases += args
    return {base.id for base in map(_root, bases) if isinstance(base, ast.Name)}


def _changed_part(node):
    match node:
        case ast.Call(func=ast.Attribute(value=base)):
            return base
        case ast.Subscript(value=base, ctx=ast.Store() | ast.Del()):
            return base
        case ast.Attribute(value=base, ctx=ast.Store() | ast.Del()):
            return base
    return None


def _may_change(function, modules):
    """Return whether a function may change its arguments; print and drawings do not."""
    root = _root(function)
    name = root.id if isinstance(root, ast.Name) else ""
    return name in NUMPY or not (name in modules or hasattr(builtins, name))


def _root(node):
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node
