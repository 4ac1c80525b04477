// SPDX-License-Identifier: Apache-2.0
// How the HTML report looks. It stands in the page word for word, and its hash in the page's policy: no other style
// applies, whatever a name tries. Light and dark; everything that colour says, a word or a pattern says too.
#pragma once

#include <string_view>

namespace weightcheck::report {

inline constexpr std::string_view html_style = R"css(
:root { color-scheme: light dark;
  --ground: #f7f8f8; --card: #ffffff; --text: #1b2127; --faint: #56606b; --line: #d5dade;
  --good: #16713f; --bad: #b3261e; --warn: #875200; --info: #1f5fa8; --none: #6b7580; --soft: #eef1f3; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #12161a; --card: #1a1f25; --text: #e7eaed; --faint: #a2acb7; --line: #343c45;
  --good: #62cf93; --bad: #ff8b80; --warn: #efb95a; --info: #86b7f5; --none: #8b96a2; --soft: #232a31; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 66rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, p, ul, ol, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 1.75rem; line-height: 1.25; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1rem; }
ul, ol { list-style: none; }
a { color: var(--info); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--info); outline-offset: 2px; }
code, .name { font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; font-size: .875em; }
.long { display: block; max-height: 18em; overflow: auto; }
.faint { color: var(--faint); }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
header { background: var(--card); border: 1px solid var(--line); border-left: .5rem solid var(--none); border-radius: .5rem;
  padding: 1.25rem; }
header.good { border-left-color: var(--good); }
header.bad { border-left-color: var(--bad); }
header.warn { border-left-color: var(--warn); }
header p { margin-top: .5rem; }
.good > .verdict { color: var(--good); }
.bad > .verdict { color: var(--bad); }
.warn > .verdict { color: var(--warn); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin-top: 1rem; }
dt { color: var(--faint); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: 1rem; }
.columns { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); }
.card, article { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; min-width: 0; }
.marks li { margin-top: .5rem; padding-left: 1.5rem; text-indent: -1.5rem; }
.mark { display: inline-block; width: 1.5rem; text-indent: 0; font-weight: 700; }
article { margin-top: .75rem; border-left-width: .375rem; }
article p { margin-top: .5rem; }
article.bad { border-left-color: var(--bad); }
article.warn { border-left-color: var(--warn); }
article.none { border-left-color: var(--none); }
.label { font-size: .8125rem; font-weight: 700; text-transform: uppercase; letter-spacing: .04em; margin-right: .5rem; }
.bad > h3 .label { color: var(--bad); }
.warn > h3 .label { color: var(--warn); }
.none > h3 .label { color: var(--faint); }
details { margin-top: .5rem; }
summary { cursor: pointer; }
.chain > li { border-left: 3px solid var(--line); padding: 0 0 1rem 1rem; margin-left: .5rem; }
.chain > li:last-child { border-left-color: var(--info); padding-bottom: 0; }
.files { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem; }
.files > summary { font-weight: 700; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-top: .5rem; overflow-wrap: normal; }
caption { text-align: left; color: var(--faint); padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .375rem 1rem .375rem 0; border-top: 1px solid var(--line); }
th { white-space: nowrap; }
td .name { display: block; min-width: 11rem; max-width: 28rem; max-height: 9em; overflow: auto; overflow-wrap: anywhere; }
td code { display: block; min-width: 20rem; font-size: .8125em; overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.shards li, .legend li { display: grid; gap: 0 1rem; }
.shards li { grid-template-columns: 1fr max-content; padding: .5rem 0; border-top: 1px solid var(--line); }
.shards .name { max-height: 4.5em; overflow: auto; }
.shards svg, .shards .words { grid-column: 1 / -1; }
.shards .words { font-size: .875rem; color: var(--faint); }
.legend { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .25rem 1rem; margin-bottom: 1rem; }
.legend li { grid-template-columns: 3rem 1fr; align-items: center; font-size: .875rem; }
svg { display: block; width: 100%; height: 22px; }
.legend svg { height: 14px; }
svg.patterns { position: absolute; width: 0; height: 0; }
.track { fill: var(--soft); }
.f-good { fill: var(--good); } .f-bad { fill: var(--bad); } .f-warn { fill: var(--warn); } .f-info { fill: var(--info); }
.f-none { fill: var(--none); } .f-card { fill: var(--card); }
.s-card { stroke: var(--card); stroke-width: 3; fill: none; }
.gone { fill: var(--card); stroke: var(--bad); stroke-width: 2; stroke-dasharray: 5 4; }
.want { fill: none; stroke: var(--bad); stroke-width: 2; stroke-dasharray: 5 4; }
footer { margin-top: 2.5rem; color: var(--faint); font-size: .875rem; }
footer li { margin-top: .25rem; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } h1 { font-size: 1.4rem; } }
@media print { body { max-width: none; } nav, .skip { display: none; } article { break-inside: avoid; } }
)css";

}  // namespace weightcheck::report
