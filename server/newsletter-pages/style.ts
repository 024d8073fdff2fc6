/** The look of a newsletter's pages, in the colours of the house (client/ui/tokens.css). It loads nothing from anywhere. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:#f1f5f7;--card:#fff;--ink:#10232f;--soft:#3a505e;--line:#d6e0e6;--control:#738896;--navy:#0d3b5c;--on-navy:#fff;--amber:#f2a71b;--head:#0b2a40;--on-head:#fff;--on-head-soft:#d3e0ea;--bad:#971b12}
@media (prefers-color-scheme:dark){:root{--bg:#0e161c;--card:#18232b;--ink:#e6edf1;--soft:#a3b4bf;--line:#2b3942;--control:#7f94a2;--navy:#7cc3e6;--on-navy:#0b2a40;--bad:#ffb4a8}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;background:var(--bg);color:var(--ink);overflow-wrap:anywhere}
header{background:var(--head);color:var(--on-head);padding:28px 16px 24px;border-bottom:4px solid var(--amber)}
header>*,main,footer{max-inline-size:720px;margin-inline:auto}
header div{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:baseline;justify-content:space-between}
header a,header p{color:var(--on-head-soft)}header p{margin-block:8px 0}
h1{margin:0;font-size:28px;line-height:1.3}h2{font-size:20px;line-height:1.4;margin:0 0 8px}
main{padding:20px 16px 8px;display:grid;gap:16px}
section,article{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:20px;min-inline-size:0}
a{color:var(--navy)}:focus-visible{outline:3px solid var(--amber);outline-offset:2px;border-radius:4px}
label{display:block;font-weight:600}input[type=email]{font:inherit;inline-size:100%;min-block-size:44px;padding:8px 12px;margin-block:4px;border:1px solid var(--control);border-radius:6px;background:var(--card);color:var(--ink)}
button{font:inherit;font-weight:600;min-block-size:44px;padding:8px 20px;border:0;border-radius:6px;background:var(--navy);color:var(--on-navy);cursor:pointer}
.note{font-size:14px;color:var(--soft);margin-block:4px 12px}.problem{color:var(--bad);font-weight:600;margin-block:4px}
ul{list-style:none;margin:0;padding:0}li+li{border-block-start:1px solid var(--line)}li{padding-block:10px}li time,article time{font-size:14px;color:var(--soft);display:block}
article img{max-inline-size:100%;block-size:auto}audio{inline-size:100%}
.feeds a{margin-inline-end:12px}footer{padding:12px 16px 40px;font-size:14px}
`
