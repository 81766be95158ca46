"""The product's source, parsed: what the tests of the architecture read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "common", "tenants", "people", "billing_platform", "members", "partners", "ledger", "payment_terms",
    "purchase_orders", "invoices", "reports", "demo",
)  # fmt: skip
LEFT_OUT = {
    ".venv", ".run", ".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "staticfiles",
    "node_modules",
}  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file of the product; `module` is its dotted name, `path` relative to the root."""

    path: str
    module: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        return self.module.partition(".")[0]

    @property
    def is_migration(self) -> bool:
        return ".migrations." in self.module

    def functions(self) -> Iterator[Function]:
        """Every function, methods and inner ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> set[str]:
        """Dotted names that are imported anywhere in the file, inside functions and by `import_module` too."""
        return {name for node in ast.walk(self.tree) for name in _imported(node)}

    def attributes(self) -> Iterator[ast.Attribute]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Attribute))


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports name the whole way"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__", "get_model"):
        yield from (each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str))


def called(call: ast.Call) -> str:
    """The last name of what is called: `save` of `row.save()`."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@cache
def product() -> tuple[Source, ...]:
    """Every Python file of the rooms."""
    found = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    assert found
    return tuple(_read(path) for path in found)


@cache
def all_files() -> tuple[Path, ...]:
    """Every file of the project that is written by people, relative to the root."""
    inside = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in inside if not LEFT_OUT & set(path.parts)))


def _read(path: Path) -> Source:
    short = path.relative_to(ROOT)
    parts = short.with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text()
    return Source(str(short), module, text, ast.parse(text))
