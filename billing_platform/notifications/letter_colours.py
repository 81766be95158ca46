"""The colours of mails: those of the screens' tokens as hex, since mail programs know no `oklch`; a test compares."""

from __future__ import annotations

LIGHT = {
    "paper": "#faf9f6",
    "surface": "#ffffff",
    "sunken": "#f3f2ee",
    "line": "#e3e2dd",
    "ink-1": "#1a2227",
    "ink-3": "#5e666c",
    "accent": "#00617a",
    "on-accent": "#ffffff",
    "good": "#176435",
    "warn": "#824f09",
    "bad": "#b12725",
    "quiet-mark": "#80898f",
    "good-mark": "#359055",
    "warn-mark": "#cd801c",
    "bad-mark": "#d73f39",
}
DARK = {
    "paper": "#101517",
    "surface": "#171c20",
    "sunken": "#0c1012",
    "line": "#2b3236",
    "ink-1": "#ecebe7",
    "ink-3": "#98a0a5",
    "accent": "#71cee0",
    "on-accent": "#03171e",
    "good": "#82dfa2",
    "warn": "#f5ca7a",
    "bad": "#fe9b95",
    "quiet-mark": "#798287",
    "good-mark": "#53b678",
    "warn-mark": "#e8af4f",
    "bad-mark": "#ed6863",
}
