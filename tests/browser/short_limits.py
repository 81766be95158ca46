"""The web server of the product with limits so small that a few rows go beyond them."""

from __future__ import annotations

from importlib import import_module

from billing_platform.wsgi import application

vars(import_module("billing_platform.exports.operations"))["AT_ONCE"] = 0

__all__ = ["application"]
