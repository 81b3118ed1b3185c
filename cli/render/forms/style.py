"""The one style sheet of pages, fragments and pictures: paper, ink, one accent, one warning.

Every rule is scoped to the class `rebalance`, so that a fragment changes nothing else in a
notebook. A page and a fragment take their colours from variables; a picture that stands alone
has them written out, since not every program that shows SVG knows variables.
"""

import re
from collections.abc import Mapping

Colours = Mapping[str, str]

LIGHT: Colours = {
    "paper": "#fdfdfc", "ink": "#1c2024", "soft": "#5b646d", "line": "#e2e4e3", "wash": "#f3f4f2",
    "accent": "#0b7285", "pale": "#93c8d2", "warn": "#9a4d00", "warn-wash": "#fdf1e3",
    "bad": "#a32020", "good": "#1d6b35",
    "h0": "#f3f4f2", "h1": "#e3eef0", "h2": "#d3e5e8", "h3": "#c1dade", "h4": "#afd0d6",
    "h5": "#9cc5cd", "h6": "#89bac4", "h7": "#76afba", "h8": "#69a8b4", "h9": "#1a7a8c",
    "h10": "#075e6f",
}  # fmt: skip
DARK: Colours = {
    "paper": "#16191c", "ink": "#e8eaec", "soft": "#a3acb5", "line": "#2c3237", "wash": "#1e2226",
    "accent": "#4fc3d6", "pale": "#2f7885", "warn": "#ffb866", "warn-wash": "#33261a",
    "bad": "#ff9b91", "good": "#7fd394",
    "h0": "#1e2226", "h1": "#1b2a2f", "h2": "#1e3338", "h3": "#213c42", "h4": "#25454c",
    "h5": "#284e57", "h6": "#2b5761", "h7": "#2e606a", "h8": "#3f93a2", "h9": "#47abbc",
    "h10": "#4fc3d6",
}  # fmt: skip
TINTS = 10  # of a share above 0; 0 is the colour of an empty cell
STRONGEST = {"light": 9, "dark": 8}  # from this tint on, paper reads better on it than ink
NAMES = range(12, 49, 4)  # shares of the width, in percent, that bars may leave to their names
NUMBERS = range(4, 45, 4)  # characters that they may leave to their numbers

_PICTURE = """
text{fill:var(--ink);white-space:pre}
.quiet{fill:var(--soft)}
.heading{font-weight:650}
.now{fill:var(--accent)}
.was{fill:var(--pale)}
.gap{fill:none;stroke:var(--warn);stroke-dasharray:3 2;vector-effect:non-scaling-stroke}
tspan.was{fill:var(--soft)}
tspan.now{fill:var(--ink)}
tspan.gap{fill:var(--warn);stroke:none}
.grid{fill:none;stroke:var(--paper);stroke-width:2}
.right{fill:none;stroke:var(--soft);stroke-width:1.5}
"""
_TEXT = """
*{box-sizing:border-box}
h1,h2,h3,h4{line-height:1.25;font-weight:650;color:inherit;overflow-wrap:anywhere}
h1,h3{font-size:1.55rem;margin:0 0 .25rem;letter-spacing:-.01em}
h2,h4{font-size:1.1rem;margin:2.6rem 0 .6rem}
p{margin:.3rem 0;max-width:46rem;overflow-wrap:anywhere}
.lead,.about,.more,figcaption,footer{color:var(--soft)}
.about,.more,figcaption,footer{font-size:.86rem}
.about{margin:-.3rem 0 .6rem}
.more{margin:.5rem 0 0}
code{font:.92em/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{color:inherit;background:none;padding:0;overflow-wrap:anywhere}
.flag{white-space:nowrap}
figure+p,.scroll+p,.next{margin-top:1rem}
.next code{display:inline-block;padding:.1rem .5rem;background:var(--wash);border-radius:5px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,10rem),1fr))}
.facts{gap:1.1rem 1.5rem;margin:1.4rem 0 0;padding:0}
.facts div{border-top:2px solid var(--line);padding:.5rem 0 0;min-width:0;overflow-wrap:anywhere}
.facts dt{color:var(--soft);font-size:.82rem;font-weight:400;margin:0}
.facts dd{margin:0;font-size:1.3rem;line-height:1.35;font-weight:600;letter-spacing:-.01em}
.facts small{display:block;font-size:.78rem;font-weight:400;color:var(--soft);letter-spacing:0}
.warnings{list-style:none;margin:.4rem 0 0;padding:0}
.warnings li{border-left:3px solid var(--warn);background:var(--warn-wash);margin:.4rem 0}
.warnings li{padding:.45rem .8rem;border-radius:0 6px 6px 0;max-width:52rem}
.warnings li{overflow-wrap:anywhere}
figure{margin:1rem 0 0;container-type:inline-size}
figcaption{margin-top:.7rem;max-width:46rem;overflow-wrap:anywhere}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.pad{padding:.8rem}
.warn{color:var(--warn);font-weight:600}
.bad{color:var(--bad);font-weight:600}
.good{color:var(--good)}
.soft{color:var(--soft)}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line)}
"""
_TABLE = """
table{border-collapse:separate;border-spacing:0;width:100%;margin:0;font-size:.92rem}
th,td{padding:.28rem .8rem;border-bottom:1px solid var(--line);text-align:right}
th,td{vertical-align:baseline;white-space:nowrap;background:var(--paper);color:inherit}
tbody tr:last-child>*{border-bottom:0}
tfoot tr>*{border-top:1px solid var(--soft);border-bottom:0;font-weight:600}
tfoot tr+tr>*{border-top-color:var(--line)}
thead{position:sticky;top:0;z-index:1}
thead th,thead td{color:var(--soft);font-weight:500;font-size:.82rem;background:var(--wash)}
thead th{vertical-align:bottom;white-space:normal;overflow-wrap:break-word;max-width:16rem}
thead .over{text-align:center;border-bottom:0;padding-bottom:0}
thead .over span{display:block;border-bottom:1px solid var(--soft);padding-bottom:.1rem}
tr>:first-child,td.t,td.m,th.t,th.m{text-align:left}
thead tr+tr>:first-child:not(.t):not(.m){text-align:right}
thead tr>:first-child,th[scope=row]{text-align:left}
th[scope=row]{font-weight:400;white-space:pre-wrap;overflow-wrap:anywhere}
th[scope=row]{min-width:11rem;max-width:24rem;unicode-bidi:plaintext}
tfoot th[scope=row]{font-weight:600}
td.t{white-space:normal;overflow-wrap:anywhere;min-width:12rem}
td.b{width:32%;min-width:9rem;padding:.28rem .4rem;vertical-align:middle}
td.b svg{display:block;width:100%;height:12px}
td.b rect{y:1px;height:10px}
.pairs td.b rect{y:6px;height:6px}
.pairs td.b .was{y:0;height:5px}
"""
_DRAWN = """
.drawn{display:block;font:.8rem system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.drawn{font-variant-numeric:tabular-nums lining-nums}
.drawn.own{max-width:none;font-size:12px}
.bars .plot{--part:1;--rest:calc(1 - var(--part)*(var(--names) + var(--room)))}
.bars .plot{transform:translateX(calc(var(--part)*var(--names)*100%)) scaleX(var(--rest))}
"""
_NARROW_BARS = """
.bars{font-size:1.6rem}
.bars text,.bars rect{font-size:.8rem}
.bars .plot{transform:translateY(1.2rem) scaleX(max(.15,1 - var(--tight)))}
.bars .number{transform:translateY(1.2rem)}
"""
_WIDE_BARS = """
.bars .plot{--part:.7}
"""
_NARROW = """
th,td{padding:.28rem .5rem}
td.b{min-width:6rem}
th[scope=row]{min-width:9.5rem}
"""
_WIDE = """
.fits{overflow:visible}
"""
_PRINT = """
.scroll{overflow:visible;border:0}
.pad{padding:0}
.own{max-width:100%;height:auto}
thead{position:static}
h2{break-after:avoid}
tr,li,figure{break-inside:avoid}
"""
_PAGE = """html{-webkit-text-size-adjust:100%}
body{margin:0}
main{max-width:68rem;margin:0 auto;padding:2.2rem 1.25rem 4rem}
@media (max-width:34rem){main{padding:1.3rem .8rem 3rem}}
@media print{main{max-width:none;padding:0}}
"""
_ITSELF = """.rebalance{background:var(--paper);color:var(--ink);color-scheme:light dark;\
font:.9375rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;\
font-variant-numeric:tabular-nums lining-nums}
"""
_FRAGMENT = """.rebalance{padding:.2rem .8rem 1rem}
.rebalance .scroll{max-height:32rem;overflow:auto}
"""


def page_style() -> str:
    """Make the style sheet of a page."""
    return _PAGE + _sheet()


def fragment_style() -> str:
    """Make the style sheet of a fragment."""
    return _sheet() + _FRAGMENT


def picture_style() -> str:
    """Make the style sheet of a picture that stands alone."""
    light = _scoped(_PICTURE) + _tints("light")
    dark = _scoped(_PICTURE) + _tints("dark")
    return _written_out(light + ".rebalance .paper{fill:var(--paper)}\n", LIGHT) + (
        "@media (prefers-color-scheme:dark){\n"
        + _written_out(dark + ".rebalance .paper{fill:var(--paper)}\n", DARK)
        + "}\n"
    )


def _sheet() -> str:
    dark = _variables(DARK) + _tints("dark")
    return (
        _variables(LIGHT) + _ITSELF
        + _scoped(_TEXT + _TABLE + _DRAWN + _PICTURE + _rooms()) + _tints("light")
        + f"@media screen and (prefers-color-scheme:dark){{\n{dark}}}\n"  # print stays on white
        + f"@container (min-width:62rem){{\n{_scoped(_WIDE_BARS)}}}\n"
        + f"@container (max-width:44rem){{\n{_scoped(_NARROW_BARS)}}}\n"
        + f"@media (min-width:70rem){{\n{_scoped(_WIDE)}}}\n"
        + f"@media (max-width:48rem){{\n{_scoped(_NARROW)}}}\n"
        + f"@media print{{\n{_scoped(_PRINT)}}}\n"
    )  # fmt: skip


def _rooms() -> str:
    """Leave room for names and numbers: shares of 700 pixels, and of 300 on a narrow screen."""
    names = "".join(f".n{n}{{--names:{n / 100:g}}}\n" for n in NAMES)
    return names + "".join(
        f".w{n}{{--room:{(n * 8 + 12) / 700:.3f};--tight:{(n * 8 + 12) / 300:.3f}}}\n"
        for n in NUMBERS
    )


def _variables(colours: Colours) -> str:
    return f".rebalance{{{';'.join(f'--{name}:{value}' for name, value in colours.items())}}}\n"


def _tints(scheme: str) -> str:
    """Fill cells by the share that they hold, and write on them in what reads best."""
    rules = "".join(f".h{n}{{fill:var(--h{n})}}\n" for n in range(TINTS + 1))
    for tint in range(TINTS + 1):
        reads = "paper" if tint >= STRONGEST[scheme] else "ink"
        rules += f"text.t{tint}{{fill:var(--{reads})}}\n"
    return _scoped(rules)


def _scoped(rules: str) -> str:
    """Let rules hold inside the class alone."""
    return "".join(_scoped_rule(rule) for rule in rules.splitlines() if rule)


def _scoped_rule(rule: str) -> str:
    selectors, _, body = rule.partition("{")
    return ",".join(f".rebalance {one}" for one in selectors.split(",")) + f"{{{body}\n"


def _written_out(rules: str, colours: Colours) -> str:
    """Put the colours in the place of the variables."""
    return re.sub(r"var\(--([\w-]+)\)", lambda found: colours[found[1]], rules)
