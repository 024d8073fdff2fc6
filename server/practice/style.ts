import type { Platform } from '../../connectors/rules/platforms.ts'

/** A platform's colour on light and on dark paper; both read well on their ground and under `on`. */
const colours: Readonly<Record<Platform, readonly [light: string, dark: string]>> = {
  facebook: ['#0a5cc2', '#6ea8ff'],
  youtube: ['#b3000c', '#ff7a7a'],
  tiktok: ['#a3123f', '#ff6f91'],
  zalo: ['#0052c2', '#69a9ff'],
  x: ['#0f1419', '#e7e9ea'],
  instagram: ['#a5266b', '#f08bc0'],
  threads: ['#1b1b1b', '#ededed'],
  linkedin: ['#0a5591', '#70b5f9'],
  telegram: ['#17648f', '#64b5ef'],
  bluesky: ['#0757c2', '#61a5ff'],
  mastodon: ['#4a3bc4', '#a49bff'],
  wordpress: ['#1f5a78', '#7cc3e6'],
  email: ['#3f4b54', '#b7c4cd'],
}

const accents = (index: 0 | 1) =>
  Object.entries(colours)
    .map(([platform, pair]) => `[data-platform=${platform}]{--accent:${pair[index]}}`)
    .join('')

/** The style of the practice pages; they load nothing from anywhere. */
export const practiceStyle = `
:root{color-scheme:light dark;--bg:#eef2f4;--card:#fff;--ink:#13242f;--soft:#516573;--line:#d8e2e8;--accent:#0d3b5c;--on:#fff;--band:#fff2d6;--on-band:#6b4100;--band-line:#e0b25c;--shadow:0 1px 2px rgb(16 35 47/.06),0 4px 16px rgb(16 35 47/.05)}
${accents(0)}
@media (prefers-color-scheme:dark){:root{--bg:#0e161c;--card:#18232b;--ink:#e6edf1;--soft:#a3b4bf;--line:#2b3942;--accent:#7cc3e6;--on:#0e161c;--band:#3a2c0c;--on-band:#ffdf9e;--band-line:#6b5217;--shadow:none}${accents(1)}.cover{filter:brightness(.5)}}
*{box-sizing:border-box}
body{margin:0;font:15.5px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;background:var(--bg);color:var(--ink)}
a{color:var(--accent)}a:focus-visible,video:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.band,.top{margin:0}.band{background:var(--band);color:var(--on-band);text-align:center;padding:6px 12px;font-size:13px;border-bottom:1px solid var(--band-line)}
.top{background:var(--card);border-bottom:1px solid var(--line);padding:10px 16px}.top a{font-weight:600;text-decoration:none}.top a:hover{text-decoration:underline}
.avatar{flex:none;inline-size:42px;block-size:42px;border-radius:50%;background:var(--accent);color:var(--on);display:grid;place-items:center;font-weight:700;font-size:15px;letter-spacing:.02em}
.who{display:grid;min-inline-size:0;line-height:1.3}.who b,.who span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.who span{color:var(--soft);font-size:13.5px}

.hero{max-inline-size:1000px;margin:32px auto 8px;padding:0 16px}.hero h1{margin:0;font-size:30px;letter-spacing:-.01em}.hero p{margin:6px 0 0;color:var(--soft);max-inline-size:60ch}
.accounts{max-inline-size:1000px;margin:20px auto 48px;padding:0 16px;list-style:none;display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(min(300px,100%),1fr))}
.accounts a{display:grid;grid-template-columns:auto 1fr auto;gap:4px 12px;align-items:center;background:var(--card);border:1px solid var(--line);border-inline-start:5px solid var(--accent);border-radius:10px;padding:14px 16px;color:inherit;text-decoration:none;box-shadow:var(--shadow)}
.accounts a:hover{border-color:var(--accent)}.accounts .avatar{grid-row:span 2}.accounts .who{grid-row:span 2}.network{color:var(--accent);font-weight:600;font-size:13px;text-align:end}.count{color:var(--soft);font-size:13px;text-align:end}

.cover{block-size:88px;background:var(--accent);background-image:linear-gradient(105deg,rgb(255 255 255/.22),transparent 60%),repeating-radial-gradient(circle at 88% 190%,rgb(255 255 255/.09) 0 26px,transparent 26px 64px)}
.profile{position:relative;max-inline-size:680px;margin:-30px auto 0;padding:0 16px;display:flex;flex-wrap:wrap;gap:4px 14px;align-items:end}
.profile .avatar{inline-size:76px;block-size:76px;font-size:27px;border:4px solid var(--bg)}.profile h1{font-size:21px;margin:0;line-height:1.25}.profile .who{padding-block-start:34px;flex:1}
.counts{flex-basis:100%;margin:6px 0 0;color:var(--soft);font-size:14px;display:flex;gap:16px}

.items{max-inline-size:600px;margin:20px auto;padding:0 12px;display:grid;gap:14px}
.item{background:var(--card);border:1px solid var(--line);border-radius:12px;box-shadow:var(--shadow);overflow:hidden;overflow-wrap:anywhere;padding:14px 16px;scroll-margin-block-start:16px}
.item header{display:flex;gap:10px;align-items:center}.item header .who{flex:1}.time{color:var(--soft);font-size:13px;text-decoration:none;white-space:nowrap}.time:hover{text-decoration:underline}
.item h2{margin:10px 0 4px;font-size:19px;line-height:1.35;text-wrap:balance}
.text{white-space:pre-wrap;margin:10px 0 0}.reply,.source{color:var(--soft);font-size:13.5px;margin:8px 0 0}
.warning{background:var(--band);color:var(--on-band);padding:6px 10px;border-radius:6px;margin:10px 0 0}
.media{display:grid;gap:3px;margin-block-start:12px}.media.of-2,.media.of-3,.media.of-4{grid-template-columns:1fr 1fr}.media.of-3>:first-child{grid-column:1/-1}
.media img,.media video{display:block;inline-size:100%;aspect-ratio:4/3;object-fit:cover;background:var(--line);border-radius:8px}
.link{display:grid;margin-block-start:12px;border:1px solid var(--line);border-radius:8px;padding:8px 12px;text-decoration:none;line-height:1.35}.link span{color:var(--soft);font-size:13px}
.figures{list-style:none;margin:12px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:2px 18px;color:var(--soft);font-size:13.5px}.figures b{color:var(--ink);font-variant-numeric:tabular-nums}
.feed .figures{border-block-start:1px solid var(--line);padding-block-start:10px}
[data-platform=x] .items,[data-platform=threads] .items,[data-platform=bluesky] .items{gap:0}
:is([data-platform=x],[data-platform=threads],[data-platform=bluesky]) .item{border-radius:0;box-shadow:none;border-block-end-width:0}
:is([data-platform=x],[data-platform=threads],[data-platform=bluesky]) .item:first-child{border-start-start-radius:12px;border-start-end-radius:12px}
:is([data-platform=x],[data-platform=threads],[data-platform=bluesky]) .item:last-child{border-block-end-width:1px;border-end-start-radius:12px;border-end-end-radius:12px}
:is([data-platform=x],[data-platform=threads],[data-platform=bluesky]) .item>:not(header){margin-inline-start:52px}
:is([data-platform=x],[data-platform=threads],[data-platform=bluesky]) .item .text{margin-block-start:0}
:is([data-platform=x],[data-platform=threads],[data-platform=bluesky]) .figures{border:0;padding:0}
[data-platform=mastodon] .media img{border-radius:4px}[data-platform=linkedin] .item,[data-platform=facebook] .item{padding-inline:0}
:is([data-platform=linkedin],[data-platform=facebook]) .item>:not(.media){margin-inline:16px}:is([data-platform=linkedin],[data-platform=facebook]) .media>*{border-radius:0}

.item.photo{padding:12px 0 14px}.item.photo>:not(.media){margin-inline:14px}.item.photo .media>*{border-radius:0;aspect-ratio:1}.item.photo .figures{margin-block-start:10px}

.items.film{max-inline-size:1080px;grid-template-columns:repeat(auto-fill,minmax(min(310px,100%),1fr));gap:24px 16px}
.item.film{padding:0;border:0;background:none;box-shadow:none}.item.film .media{margin:0}.item.film .media>*{aspect-ratio:16/9;border-radius:12px}.item.film h2{font-size:16px;margin:10px 0 2px}.item.film .figures{display:inline-flex;margin:0 12px 0 0}.item.film .figures li:not(.views){display:none}.item.film .text{font-size:13.5px;color:var(--soft);margin-block-start:4px;display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}

.items.reel{max-inline-size:860px;grid-template-columns:repeat(auto-fill,minmax(min(236px,100%),1fr))}
.item.reel{padding:0;background:#101418;border-color:#101418;color:#f3f5f6;position:relative}.item.reel .media{margin:0}.item.reel .media>*{aspect-ratio:9/16;border-radius:0}
.item.reel .below{position:absolute;inset-block-end:0;inset-inline:0;padding:44px 14px 52px;background:linear-gradient(transparent,rgb(8 12 16/.86) 42%);pointer-events:none;font-size:14px}.item.reel .text{margin:0;display:-webkit-box;-webkit-line-clamp:4;-webkit-box-orient:vertical;overflow:hidden}
.item.reel :is(.figures,.figures b,.source,.time){color:#dfe6ea}.item.reel .figures{margin-block:6px 2px;gap:0 12px;font-size:12.5px}.item.reel .figures .shares{display:none}.item.reel a{pointer-events:auto;color:#fff}

.items.chat{gap:10px;justify-items:start;padding:18px 14px;max-inline-size:640px;border-radius:14px;background:color-mix(in srgb,var(--accent) 12%,var(--bg))}
.item.chat{max-inline-size:min(480px,94%);border:0;border-radius:16px 16px 16px 4px;padding:10px 14px 8px}.item.chat .media{margin:-10px -14px 0}.item.chat .media>*{border-radius:0}.item.chat h2{font-size:16.5px}.item.chat .text{margin-block-start:6px}.item.chat .time{display:block;text-align:end;margin-block-start:4px;font-size:12px}
.item.chat .figures{margin-block-start:8px;font-size:12.5px}

.items.article{max-inline-size:740px;gap:28px}.item.article{padding:0}.item.article .media{margin:0}.item.article .media>*{border-radius:0;aspect-ratio:16/9}.item.article .below{padding:20px 26px 26px}
.item.article h2{font:700 25px/1.25 Georgia,"Noto Serif","Times New Roman",serif;margin:6px 0 8px}.item.article .text{font:17.5px/1.68 Georgia,"Noto Serif","Times New Roman",serif}.item.article .text{max-inline-size:62ch}

.items.letter{max-inline-size:680px;gap:28px}.item.letter{border-radius:4px;padding:26px 30px;border-block-start:6px solid var(--accent)}.item.letter header{justify-content:space-between;border-block-end:1px dashed var(--line);padding-block-end:10px;color:var(--soft);font-size:14px}.item.letter header p{margin:0}.item.letter h2{font-size:23px;margin-block-start:16px}.item.letter .text{font-size:16.5px;line-height:1.65}
@media (max-width:480px){.item.article .below,.item.letter{padding:18px}.profile h1{font-size:18px}.cover{block-size:70px}}
.empty{text-align:center;color:var(--soft);padding:48px 16px;margin:0}
.pages{display:flex;justify-content:center;gap:12px;margin:8px 0 48px}.pages a{background:var(--card);border:1px solid var(--line);border-radius:999px;padding:8px 20px;text-decoration:none;font-weight:600}.pages a:hover{border-color:var(--accent)}
`
