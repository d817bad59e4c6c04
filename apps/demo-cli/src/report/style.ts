/** The colors of the dark scheme. */
const dark =
  '--page: #141413; --text: #eeeeea; --soft: #a9a9a2; --line: #383835; --accent: #8ab8ff; ' +
  '--up: 214 96 10; --down: 40 118 214; --most: .75;';

/** The looks of the page: light and dark by the system's setting or by the switch. */
export const style = `
:root {
  color-scheme: light dark; --page: #fdfdfc; --text: #1b1b1a; --soft: #5f5f5b; --line: #dededa; --accent: #0057b8;
  --up: 226 106 14; --down: 33 118 210; --most: .8;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { ${dark} } }
:root[data-theme=dark] { color-scheme: dark; ${dark} }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/24px system-ui, sans-serif; }
main, header, footer { width: min(960px, 100% - 32px); margin: 0 auto; }
header { display: flex; justify-content: space-between; align-items: start; gap: 16px; padding: 32px 0 0; }
h1 { font-size: 24px; line-height: 32px; font-weight: 600; margin: 0; max-width: 40ch; text-wrap: balance; }
h2 { font-size: 16px; line-height: 24px; font-weight: 600; margin: 0 0 8px; }
p { max-width: 65ch; margin: 0 0 16px; }
section { margin: 56px 0; }
section.first { margin-top: 24px; }
section.first h2 { margin-top: 32px; }
.soft, figcaption, dt, th { color: var(--soft); }
figure { margin: 0; min-width: 0; }
figcaption { max-width: 65ch; margin-bottom: 8px; }
svg.chart {
  display: block; max-width: 100%; height: auto; overflow: visible;
  font-family: system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
.narrow { display: none !important; }
.row { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 24px; }
.text {
  font: 14px/22px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; margin: 0;
}
blockquote { margin: 0; border-left: 2px solid var(--line); padding-left: 16px; }
.samples { display: grid; grid-template-columns: max-content minmax(0, 65ch); gap: 16px 24px; margin: 0; }
.samples dt { font-variant-numeric: tabular-nums; text-align: right; }
.samples dd { margin: 0; }
button {
  font: inherit; color: var(--accent); background: none; border: 1px solid var(--line); border-radius: 4px;
  padding: 4px 12px; cursor: pointer; white-space: nowrap;
}
:focus-visible, label:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
fieldset { border: 0; margin: 0 0 16px; padding: 0; }
legend { padding: 0; margin-bottom: 8px; color: var(--soft); }
.units { display: grid; grid-template-columns: repeat(auto-fill, minmax(216px, 1fr)); gap: 8px; }
.units label {
  display: block; border: 1px solid var(--line); border-radius: 4px; padding: 4px 8px; cursor: pointer;
  line-height: 20px; font-size: 14px; color: var(--text);
}
.units label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.units input { position: absolute; opacity: 0; pointer-events: none; }
.units svg { display: block; width: 100%; height: 24px; }
.units b { font-weight: 600; }
.units span { color: var(--soft); font-variant-numeric: tabular-nums; }
.heat { border: 1px solid var(--line); border-radius: 4px; padding: 16px; }
.heat i { font-style: normal; --a: 0; background: rgb(var(--up) / var(--a)); border-radius: 2px; }
.heat i.d { background: rgb(var(--down) / var(--a)); box-shadow: inset 0 -2px rgb(var(--down) / var(--a)); }
.heat i.nl::before { content: "\\21b5"; color: var(--soft); }
.scale {
  display: inline-block; width: 160px; height: 12px; border-radius: 2px; margin: 0 8px; vertical-align: -1px;
  background: linear-gradient(90deg, rgb(var(--down) / var(--most)), transparent, rgb(var(--up) / var(--most)));
}
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; font-weight: 400; padding: 2px 24px 2px 0; vertical-align: top; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 32px; }
.notice { border-left: 2px solid rgb(var(--up)); padding-left: 16px; }
footer { padding: 0 0 48px; color: var(--soft); }
@media (max-width: 720px) {
  header { padding-top: 16px; }
  h1 { font-size: 20px; line-height: 28px; }
  section { margin: 40px 0; }
  .wide { display: none !important; }
  .narrow { display: block !important; }
  .row, .facts { grid-template-columns: minmax(0, 1fr); }
  .samples { grid-template-columns: minmax(0, 1fr); gap: 4px; }
  .samples dt { text-align: left; }
  .samples dd { margin-bottom: 16px; }
  .units { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media print { button { display: none; } section { break-inside: avoid; } }
`;
