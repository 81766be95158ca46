"""A letter as HTML that any mail program shows: one column, layout tables, inline styles, dark by media query."""

from __future__ import annotations

from html import escape

from billing_platform.notifications.letter import Letter, Tone, clean
from billing_platform.notifications.letter_colours import DARK, LIGHT

FONT = "font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif"
TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
TEXT_COLOUR = {Tone.NEWS: "accent", Tone.GOOD: "good", Tone.WARN: "warn", Tone.BAD: "bad"}
BAR_COLOUR = {Tone.NEWS: "accent", Tone.GOOD: "good-mark", Tone.WARN: "warn-mark", Tone.BAD: "bad-mark"}
DARK_RULES = "\n".join(
    (
        f".paper{{background:{DARK['paper']}!important}}",
        f".sheet{{background:{DARK['surface']}!important;border-color:{DARK['line']}!important}}",
        f".ink{{color:{DARK['ink-1']}!important}}",
        f".label{{color:{DARK['ink-3']}!important}}",
        f".cell{{border-color:{DARK['line']}!important}}",
        f".rest{{background:{DARK['line']}!important}}",
        f".act{{background:{DARK['accent']}!important}}",
        f".act a{{color:{DARK['on-accent']}!important}}",
        *(f".tone-{tone}{{color:{DARK[TEXT_COLOUR[tone]]}!important}}" for tone in Tone),
        *(f".bar-{tone}{{background:{DARK[BAR_COLOUR[tone]]}!important}}" for tone in Tone),
    )
)
STYLE = (
    "@media (max-width:480px){.figure{font-size:26px!important}.inner{padding:20px!important}}\n"
    f"@media (prefers-color-scheme:dark){{\n{DARK_RULES}\n}}"
)
PAGE = f"""<!doctype html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{subject}}</title>
<style>
{STYLE.replace("{", "{{").replace("}", "}}")}
</style>
</head>
<body class="paper" style="margin:0;padding:0;background:{LIGHT["paper"]}">
<div style="display:none;max-height:0;overflow:hidden">{{preheader}}</div>
<main>
<table {TABLE} class="paper" style="background:{LIGHT["paper"]}"><tr><td align="center" style="padding:28px 12px">
<table {TABLE} style="max-width:560px">
<tr><td align="left" style="padding:0 4px 14px">
<p class="ink" style="margin:0;{FONT};font-size:14px;font-weight:600;color:{LIGHT["ink-1"]}">{{sender}}</p>
</td></tr>
<tr><td class="sheet inner" align="left"
 style="background:{LIGHT["surface"]};border:1px solid {LIGHT["line"]};border-radius:10px;padding:28px 32px">
{{body}}
</td></tr>
<tr><td align="left" style="padding:16px 4px">
<p class="label" style="margin:0;{FONT};font-size:13px;line-height:1.5;color:{LIGHT["ink-3"]}">{{reason}}</p>
</td></tr>
</table>
</td></tr></table>
</main>
</body>
</html>
"""
HEAD = f"""<p class="tone-{{tone}}" style="margin:0 0 6px;{FONT};font-size:13px;font-weight:600;color:{{colour}}">\
{{shape}} {{tone_word}}</p>
<h1 class="ink"
 style="margin:0 0 14px;{FONT};font-size:21px;line-height:1.3;font-weight:600;color:{LIGHT["ink-1"]}">{{title}}</h1>"""
FIGURE = f"""<p class="figure ink"
 style="margin:0 0 10px;{FONT};font-size:32px;line-height:1.15;font-weight:600;color:{LIGHT["ink-1"]}">{{figure}} \
<span style="font-size:16px;font-weight:400">{{unit}}</span></p>"""
BAR = f"""<table {TABLE} style="border-collapse:separate"><tr>
<td class="bar-{{tone}}" width="{{left}}%" height="10" style="height:10px;line-height:10px;font-size:0;\
background:{{colour}}">&nbsp;</td>
<td class="rest" width="{{rest}}%" height="10" style="height:10px;line-height:10px;font-size:0;\
background:{LIGHT["line"]}">&nbsp;</td>
</tr></table>"""
WHY = f"""<p class="ink"
 style="margin:16px 0 12px;{FONT};font-size:15px;line-height:1.5;color:{LIGHT["ink-1"]}">{{why}}</p>"""
CELL = f"padding:9px 0;border-bottom:1px solid {LIGHT['line']};{FONT};font-size:14px;line-height:1.4"
FACT = f"""<tr><th class="label cell" scope="row" align="left" valign="top"
 style="{CELL};font-weight:400;text-align:left;white-space:nowrap;color:{LIGHT["ink-3"]}">{{label}}</th>
<td class="ink cell" align="right" valign="top"
 style="{CELL};text-align:right;padding-left:16px;word-break:break-word;color:{LIGHT["ink-1"]}">{{value}}</td></tr>"""
FACTS = """<table width="100%" cellpadding="0" cellspacing="0" border="0"
 style="border-collapse:collapse;margin:0 0 22px"><tbody>
{rows}
</tbody></table>"""
BUTTON = f"""<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td class="act" style="background:{LIGHT["accent"]};border-radius:6px"><a href="{{address}}" target="_blank"
 style="display:inline-block;padding:12px 20px;{FONT};font-size:15px;font-weight:600;color:{LIGHT["on-accent"]};\
text-decoration:none">{{action}}</a></td>
</tr></table>"""
# A mail brings its styles along and nothing else: it may load nothing, run nothing, send nothing. Its one link opens a
# page of its own.
POLICY_OF_MAILS = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)


def html_of(letter: Letter) -> str:
    """The letter as a page of its own. It loads nothing, holds no script, and every text in it is escaped."""
    said = clean(letter)
    return PAGE.format(
        language=escape(said.language),
        subject=escape(said.subject),
        preheader=escape(said.preheader),
        sender=escape(said.sender),
        body="\n".join(part for part in _parts(said) if part),
        reason=escape(said.reason),
    )


def _parts(said: Letter) -> tuple[str, ...]:
    colour = LIGHT[TEXT_COLOUR[said.tone]]
    return (
        HEAD.format(tone=said.tone, colour=colour, shape=said.tone.shape, tone_word=escape(said.tone_word),
                    title=escape(said.title)),
        FIGURE.format(figure=escape(said.figure), unit=escape(said.unit)) if said.figure else "",
        _bar(said.share, said.tone),
        WHY.format(why=escape(said.why)),
        _facts(said.facts),
        BUTTON.format(address=escape(said.address), action=escape(said.action)) if said.address else "",
    )  # fmt: skip


def _bar(share: int | None, tone: Tone) -> str:
    """What is left as a bar; a bar of nothing is drawn as wide as one percent, so that there is one."""
    if share is None:
        return ""
    left = min(max(share, 1), 99)
    return BAR.format(tone=tone, left=left, rest=100 - left, colour=LIGHT[BAR_COLOUR[tone]])


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    rows = (FACT.format(label=escape(label), value=escape(value)) for label, value in facts)
    return FACTS.format(rows="\n".join(rows)) if facts else ""
