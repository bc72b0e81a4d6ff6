"""What each module-level statement of a program binds, reads, changes and calls.

What a function does when it is called is told apart from what a statement does when it is run.
"""

import ast
from collections.abc import Iterable

from runs_to_datasets.programs.effects import (
    PURE_CALLS,
    PURE_METHODS,
    Effects,
    Function,
    Statement,
    bound_in,
    children,
    is_result,
    root_of,
    set_anew,
    targets_of,
)


class _Walker:
    """Collects what code does in one scope, and hands nested functions to `later`."""

    def __init__(self, is_module: bool, local: frozenset[str], has_future: bool):
        self.is_module, self.local, self.has_future = is_module, local, has_future
        self.now = Effects()
        self.later = Effects()
        self.soft: set[str] = set()
        self.aliases: dict[str, set[str]] = {}

    def _reads(self, name: str) -> None:
        if name not in self.local:
            self.now.reads.add(name)

    def _stores(self, node: ast.expr) -> None:
        """A part of an object is set. That of a call is the module's only if it is imported."""
        root = root_of(node)
        if root is None:
            return
        if root in self.local:
            self.now.changes_params = True
        elif is_result(node):
            self.now.methods.add((root, "()"))
        else:
            self.now.stores.add(root)

    def _called_on(self, callee: ast.Attribute) -> None:
        """A method is called."""
        root = root_of(callee)
        if root is None:
            return
        if root not in self.local:
            self.now.calls.add(root)
        if callee.attr in PURE_METHODS:
            return
        if root in self.local:
            self.now.changes_params = True
        elif not is_result(callee.value):
            self.now.methods.add((root, callee.attr))

    def statements(self, nodes: Iterable[ast.stmt]) -> None:
        for node in nodes:
            self.visit(node)

    def visit(self, node: ast.AST) -> None:
        """One node and all below it."""
        method = _METHODS.get(type(node))
        if method is not None:
            method(self, node)
        else:
            for child in children(node):
                self.visit(child)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._reads(node.id)
        elif node.id not in self.local:
            self.now.binds.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._stores(node)
        self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._stores(node)
        self.visit(node.value)
        self.visit(node.slice)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._reads(node.target.id)
            self._stores(node.target)
            if node.target.id not in self.local:
                self.now.bumps.add(node.target.id)
        self.visit(node.target)
        self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            for single in targets_of(target):
                self._alias(single, [node.value])
        self.generic(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._annotation(node.annotation)
        if node.value is not None or not isinstance(node.target, ast.Name):
            self.visit(node.target)
        if node.value is not None:
            self._alias(node.target, [node.value])
            self.visit(node.value)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        of = [node.iter, *(node.iter.elts if isinstance(node.iter, ast.Tuple | ast.List) else [])]
        for single in targets_of(node.target):
            self._alias(single, of)
        self.generic(node)

    visit_AsyncFor = visit_For

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                for single in targets_of(item.optional_vars):
                    self._alias(single, [item.context_expr])
        self.generic(node)

    visit_AsyncWith = visit_With

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name and node.name not in self.local:
            self.now.binds.add(node.name)
        self.generic(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name and node.name not in self.local:
            self.now.binds.add(node.name)
        self.generic(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest and node.rest not in self.local:
            self.now.binds.add(node.rest)
        self.generic(node)

    def _alias(self, target: ast.expr, values: list[ast.expr]) -> None:
        """Notes what a name may stand for: `A = B`, `push = STACK.append`, `for A in B`."""
        if not isinstance(target, ast.Name):
            return
        roots = set()
        for value in values:
            if isinstance(value, ast.Name | ast.Attribute | ast.Subscript):
                roots.add(root_of(value))
            elif isinstance(value, ast.Tuple | ast.List):
                roots |= {root_of(item) for item in value.elts}
            elif isinstance(value, ast.Call) and root_of(value) in PURE_CALLS:
                roots |= {root_of(item) for item in value.args}
            elif isinstance(value, ast.Dict):
                roots |= {root_of(item) for item in value.values}
        found = {root for root in roots if root and root not in self.local}
        if found:
            self.aliases.setdefault(target.id, set()).update(found)

    def visit_Expr(self, node: ast.Expr) -> None:
        """`GRAMMAR << "a"`: an operator for what it does."""
        value: ast.expr = node.value
        while isinstance(value, ast.BinOp):
            value = value.left
        if value is not node.value:
            root = root_of(value)
            if root and root not in self.local:
                self.now.methods.add((root, "<<"))
        self.generic(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            if name not in self.local:
                self.now.binds.add(name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name
            if name not in self.local:
                self.now.binds.add(name)

    def visit_Call(self, node: ast.Call) -> None:
        callee = node.func
        if isinstance(callee, ast.Name):
            if callee.id not in self.local:
                self.now.calls.add(callee.id)
            if callee.id in ("setattr", "delattr") and node.args:
                self._stores(node.args[0])
        elif isinstance(callee, ast.Attribute):
            self._called_on(callee)
        elif isinstance(callee, ast.Call):
            root = root_of(callee)
            if root and root not in self.local:
                self.now.calls.add(root)
        is_pure = isinstance(callee, ast.Name) and callee.id in PURE_CALLS
        if not is_pure:
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                root = root_of(argument)
                if root is not None and not isinstance(argument, ast.Call):
                    if root in self.local:
                        self.now.changes_params = True
                    else:
                        self.now.gives.add((root_of(callee) or "", root))
        self.generic(node)

    def generic(self, node: ast.AST) -> None:
        for child in children(node):
            self.visit(child)

    def _annotation(self, node: ast.expr | None) -> None:
        if node is None:
            return
        for found in ast.walk(node):
            if isinstance(found, ast.Name):
                if self.has_future or not self.is_module:
                    self.soft.add(found.id)
                else:
                    self._reads(found.id)
            else:
                self._forward(found)

    def _forward(self, node: ast.AST) -> None:
        """A name in quotes in an annotation."""
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and value.isidentifier():
            self.soft.add(value)

    def _arguments(self, arguments: ast.arguments) -> None:
        for default in [*arguments.defaults, *arguments.kw_defaults]:
            if default is not None:
                self.visit(default)
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        for argument in [*every, arguments.vararg, arguments.kwarg]:
            if argument is not None and argument.annotation is not None:
                if self.has_future:
                    self._annotation(argument.annotation)
                else:
                    self._evaluated(argument.annotation)

    def _evaluated(self, annotation: ast.expr) -> None:
        for found in ast.walk(annotation):
            if isinstance(found, ast.Name):
                self._reads(found.id)
            else:
                self._forward(found)

    def visit_FunctionDef(self, node: Function) -> None:
        for decorator in node.decorator_list:
            self.visit(decorator)
            root = root_of(decorator)
            if root and root not in self.local:
                self.now.calls.add(root)
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if isinstance(called, ast.Attribute):
                    self.now.methods.add((root, called.attr))
        self._arguments(node.args)
        if node.returns is not None:
            (self._annotation if self.has_future else self._evaluated)(node.returns)
        if node.name not in self.local:
            self.now.binds.add(node.name)
        self._nested(node, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._arguments(node.args)
        self._nested(node, [ast.Expr(node.body)])

    def _nested(self, node: Function | ast.Lambda, body: list[ast.stmt]) -> None:
        arguments = node.args
        params = {a.arg for a in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]}
        params |= {a.arg for a in (arguments.vararg, arguments.kwarg) if a is not None}
        bound, outer = bound_in(body)
        for parameter in getattr(node, "type_params", []):
            params.add(parameter.name)
        inner = _Walker(False, (self.local | params | bound) - outer, self.has_future)
        inner.statements(body)
        if inner.now.bumps:
            inner.now.bumps -= set_anew(body)
        self.later.add(inner.now)
        self.later.add(inner.later)
        self.later.changes_params |= inner.now.changes_params
        self.soft |= inner.soft

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for expression in [*node.decorator_list, *node.bases]:
            self.visit(expression)
            root = root_of(expression)
            if root and root not in self.local:
                self.now.calls.add(root)
        for keyword in node.keywords:
            self.visit(keyword.value)
            root = root_of(keyword.value)
            if root and root not in self.local:
                self.now.calls.add(root)
        if node.name not in self.local:
            self.now.binds.add(node.name)
        bound, _ = bound_in(node.body)
        type_params = {parameter.name for parameter in getattr(node, "type_params", [])}
        # The body of a class runs at once, and what it binds is its own.
        body = _Walker(self.is_module, self.local | type_params, self.has_future)
        body.statements(node.body)
        self.now.add(Effects(reads=_before_bound(node.body, body.now.reads, bound)))
        self.now.calls |= body.now.calls - bound
        self.now.stores |= body.now.stores - bound
        self.now.methods |= {(root, name) for root, name in body.now.methods if root not in bound}
        self.later.add(body.later)
        self.later.changes_params |= body.later.changes_params
        self.soft |= body.soft

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        names = {
            single.id
            for generator in node.generators
            for single in targets_of(generator.target)
            if isinstance(single, ast.Name)
        }
        first = node.generators[0].iter
        self.visit(first)
        outer = self.local
        self.local = self.local | names
        for generator in node.generators:
            if generator.iter is not first:
                self.visit(generator.iter)
            for condition in generator.ifs:
                self.visit(condition)
        if isinstance(node, ast.DictComp):
            self.visit(node.key)
            self.visit(node.value)
        else:
            self.visit(node.elt)
        self.local = outer

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _comprehension

    def visit_TypeAlias(self, node: ast.AST) -> None:
        self.now.binds.add(node.name.id)  # type: ignore[attr-defined]
        self.visit(node.value)  # type: ignore[attr-defined]


_METHODS = {
    getattr(ast, name.removeprefix("visit_")): method
    for name, method in vars(_Walker).items()
    if name.startswith("visit_") and hasattr(ast, name.removeprefix("visit_"))
}


def _before_bound(body: list[ast.stmt], reads: set[str], bound: set[str]) -> set[str]:
    """The names that a class body reads of the module: all but those that it binds before."""
    return reads - bound | (_early_reads(body) & bound)


def _early_reads(body: list[ast.stmt]) -> set[str]:
    """Names that a class body reads before it binds them: `x = x + 1` reads the module's x."""
    bound: set[str] = set()
    early: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.Assign):
            for found in ast.walk(statement.value):
                if isinstance(found, ast.Name) and found.id not in bound:
                    early.add(found.id)
        names, _ = bound_in([statement])
        bound |= names
    return early


def statements_of(tree: ast.Module) -> list[Statement]:
    """The statements of a module, with what each does."""
    has_future = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )
    found = []
    for node in tree.body:
        walker = _Walker(True, frozenset(), has_future)
        walker.visit(node)
        found.append(Statement(node, walker.now, walker.later, walker.soft, walker.aliases))
    return found
