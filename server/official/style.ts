/** The register's style, in the colours of the house (client/ui/tokens.css). It loads nothing from anywhere. */
export const registerStyle = `
:root{color-scheme:light dark;--bg:#f1f5f7;--card:#fff;--ink:#10232f;--soft:#3a505e;--line:#d6e0e6;--navy:#0d3b5c;--amber:#f2a71b;--head:#0b2a40;--on-head:#fff;--on-head-soft:#d3e0ea}
@media (prefers-color-scheme:dark){:root{--bg:#0e161c;--card:#18232b;--ink:#e6edf1;--soft:#a3b4bf;--line:#2b3942;--navy:#7cc3e6}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;background:var(--bg);color:var(--ink)}
header{background:var(--head);color:var(--on-head);padding:32px 16px 28px;border-bottom:4px solid var(--amber)}
header>*,main,footer{max-inline-size:960px;margin-inline:auto}header p{max-inline-size:960px}
header div{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:baseline;justify-content:space-between}
header a{color:var(--on-head-soft)}h1{margin:0;font-size:30px;line-height:1.2}header p{margin-block:10px 0}
header p{color:var(--on-head-soft)}
main{padding:20px 16px 8px}h2{font-size:20px;margin:20px 0 12px}
ul{list-style:none;margin:0;padding:0;display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(min(300px,100%),1fr))}
li{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px;display:grid;gap:2px;align-content:start;overflow-wrap:anywhere}
.platform{font-size:13px;font-weight:600;color:var(--soft)}.handle,.address,.note{font-size:14px;color:var(--soft)}.note{margin-block-start:6px}
a{color:var(--navy)}a:focus-visible{outline:3px solid var(--amber);outline-offset:2px;border-radius:4px}
footer{padding:12px 16px 40px;font-size:14px}
`
