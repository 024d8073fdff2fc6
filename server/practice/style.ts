/** The style of the practice pages; they load nothing from anywhere. */
export const practiceStyle = `
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;background:#eef2f4;color:#10232f}
a{color:var(--accent)}.band{background:#fff2d6;color:#7a4a00;text-align:center;padding:6px 12px;font-size:13px;border-bottom:1px solid #b97400}
.top{background:#fff;border-bottom:3px solid var(--accent);padding:12px 16px;display:flex;gap:16px;align-items:baseline;flex-wrap:wrap}
h1{font-size:20px;margin:0;color:var(--accent)}main{max-width:560px;margin:16px auto;padding:0 12px;display:grid;gap:12px}
main.article{max-width:720px}article{background:#fff;border:1px solid #d6e0e6;border-radius:8px;padding:16px;overflow-wrap:anywhere}
article.chat{border-radius:16px 16px 16px 4px}article.video .media{margin:0 -16px}
article header{display:flex;gap:8px;align-items:center}.avatar{width:32px;height:32px;border-radius:50%;background:var(--accent);color:#fff;display:grid;place-items:center;font-size:12px}
time{color:#536876;font-size:13px;margin-inline-start:auto}h2{margin:12px 0 4px;font-size:20px;line-height:1.35}
.text{white-space:pre-wrap;margin:8px 0}.warning{background:#fff1d3;padding:6px 10px;border-radius:4px;margin:8px 0}
.reply,.source{color:#536876;font-size:13px;margin:4px 0}.media{display:grid;grid-template-columns:repeat(auto-fit,minmax(160px,1fr));gap:4px;margin:8px 0}
.media img,.media video{width:100%;max-height:420px;object-fit:cover;border-radius:6px;background:#d6e0e6}
footer{display:flex;flex-wrap:wrap;gap:4px 16px;color:#3a505e;font-size:13px;border-top:1px solid #e7eef2;padding-top:8px}
.accounts{max-width:560px;margin:16px auto;padding:0 12px;list-style:none;display:grid;gap:8px}
.accounts li{background:#fff;border:1px solid #d6e0e6;border-radius:8px;padding:12px 16px;display:flex;justify-content:space-between}
.empty{text-align:center;color:#536876;padding:32px}
article:target{outline:2px solid #0d4f82;outline-offset:2px}`
