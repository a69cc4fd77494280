// Colours, type and sizes: contrast of each pair is at least 4.5 on its ground. System fonts, no third
// party, no nesting.
export const STYLE = `
:root{--ink:#1a1f1c;--muted:#55605a;--line:#7a857f;--soft:#d9dedb;--link:#0b57a4;--seal:#a5281b;--ok:#0b6b3a;
--warn:#8a5a00;--bad:#b3261e;--grey:#5b6360}
*{box-sizing:border-box}
html{font-size:106.25%;-webkit-text-size-adjust:100%;text-size-adjust:100%}
html.big{font-size:150%}
body{margin:0;color:var(--ink);background:#fff;line-height:1.65;font-family:-apple-system,"PingFang SC",
"HarmonyOS Sans SC","MiSans","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif;word-break:normal;
overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
a{color:var(--link)}
a:focus,button:focus,input:focus,select:focus,textarea:focus,summary:focus{outline:3px solid #ffbf47;outline-offset:0;
box-shadow:inset 0 0 0 2px var(--ink)}
.skip{position:absolute;left:-999rem}
.skip:focus{position:static;display:block;padding:.6rem 1rem}
.top{border-bottom:3px solid var(--seal)}
.in{max-width:40rem;margin:0 auto;padding:0 1rem}
.wide .in{max-width:64rem}
.top .in{display:flex;flex-wrap:wrap;align-items:center;gap:0 1rem}
.top a{display:inline-block;padding:.55rem 0;min-height:2.75rem}
.name{font-weight:700;text-decoration:none;color:var(--ink);margin-right:auto}
.name i{font-style:normal;display:inline-block;background:var(--seal);color:#fff;padding:0 .3em;margin-right:.4em;
border-radius:4px}
.note{background:#fff6e5;color:var(--warn);border-bottom:1px solid currentColor;font-size:.9em}
main{padding:.5rem 0 2rem}
h1{font-size:1.5rem;line-height:1.35;margin:1rem 0 .6rem}
h2{font-size:1.15rem;line-height:1.4;margin:1.8rem 0 .5rem}
p,ul,ol,dl{margin:.5rem 0}
dl{border-top:1px solid var(--soft)}
dl>div{display:flex;flex-wrap:wrap;padding:.35rem 0;border-bottom:1px solid var(--soft)}
dt{flex:0 0 8rem;color:var(--muted)}
dd{flex:1 1 12rem;margin:0;white-space:pre-line}
.small,small,.meta{font-size:.88em;color:var(--muted)}
.v{border:2px solid var(--c);border-left-width:.9rem;border-radius:4px;padding:.8rem 1rem;margin:1rem 0;
color:var(--c);background:var(--b)}
.v h1{margin:0;display:flex;align-items:center;gap:.6rem;font-size:1.6rem}
.v svg{flex:none;width:2.6rem;height:2.6rem}
.v p{color:var(--ink);margin:.5rem 0 0}
.v .until{font-weight:700}
.v h2{margin:0}
.ok{--c:var(--ok);--b:#e8f5ec}.warn{--c:var(--warn);--b:#fff6e5}.bad{--c:var(--bad);--b:#fdecea}.grey{--c:var(--grey);
--b:#f0f2f1}.out{--c:var(--grey);--b:#fff}.none{--c:var(--ink);--b:#fff}.wait{--c:var(--link);--b:#fff}
.v.warn{border-left-width:2px;padding-left:1.8rem;background:repeating-linear-gradient(135deg,var(--c) 0 6px,
#fff6e5 6px 12px) left/.9rem 100% no-repeat,#fff6e5}
.v.out,.v.none{border-left-width:2px}
.v.out,.s.out{border-style:dashed}
.s{display:inline-block;border:1px solid var(--c);border-radius:4px;padding:0 .4em;color:var(--c);background:var(--b);
white-space:nowrap}
.b{display:inline-block;min-height:2.75rem;padding:.55rem 1.1rem;border:2px solid var(--link);border-radius:4px;
background:var(--link);color:#fff;text-decoration:none;font:inherit;cursor:pointer}
.b.alt{background:#fff;color:var(--link)}
.b.rep{border-color:var(--bad);background:#fff;color:var(--bad)}
.do{position:sticky;bottom:0;background:#fff;border-top:1px solid var(--soft);padding:.6rem 0;display:flex;
flex-wrap:wrap;gap:.6rem}
label,legend{display:block;font-weight:600;margin:1rem 0 .2rem;padding:0}
fieldset{border:0;padding:0;margin:0}
input,select,textarea{font:inherit;color:inherit;width:100%;min-height:2.75rem;padding:.4rem .6rem;
border:1px solid var(--line);border-radius:4px;background:#fff}
input[type=radio],input[type=checkbox]{width:1.4em;height:1.4em;min-height:0;margin:0 .6em 0 0;vertical-align:-.25em}
.r{font-weight:400;min-height:2.75rem;margin:0;padding:.35rem 0}
.err{border:2px solid var(--bad);border-radius:4px;padding:.6rem 1rem;margin:1rem 0}
.err h2{margin:0;color:var(--bad)}
.e{color:var(--bad);font-weight:600;display:block}
.find{display:flex;gap:.5rem;flex-wrap:wrap}.find label{flex-basis:100%}.find input{flex:1 1 12rem;width:auto}
.list{list-style:none;padding:0}.list>li{border-bottom:1px solid var(--soft);padding:.6rem 0}
.list a{display:inline-block;min-height:1.65em}
.scroll{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;width:100%;font-size:.94em}
caption{text-align:left;font-weight:600;padding:.3rem 0}
.scroll table{min-width:38rem}
td,th{overflow-wrap:break-word}
fieldset.scale{border-bottom:1px solid var(--soft);padding:0 0 .6rem}
.scale div{display:grid;grid-template-columns:repeat(5,1fr);gap:.35rem;margin-top:.35rem}
.scale div label{font-weight:400;margin:0;min-height:2.75rem;padding:.5rem .2rem;display:flex;gap:.3rem;
justify-content:center;align-items:center;white-space:nowrap;
border:1px solid var(--line);border-radius:4px}
@media(min-width:40rem){.scale div{grid-template-columns:repeat(10,1fr)}}
.scale div input{margin:0}
.scale div label:has(:checked){background:#e8f1fb;border-color:var(--link)}
figure{margin:.8rem 0}
figure svg{width:100%;max-width:32rem;height:auto;display:block}
@media(min-width:60rem){.pair{display:grid;grid-template-columns:20rem 1fr;gap:1.5rem;align-items:start}}
th,td{border:1px solid var(--soft);padding:.35rem .5rem;text-align:left;vertical-align:top}
thead th{background:#f0f2f1}
.code{font-family:ui-monospace,Menlo,Consolas,monospace}
pre{white-space:pre-wrap}
.mark{font-size:1.3rem;font-weight:700}
svg.map{width:100%;max-width:30rem;height:auto}
footer{border-top:1px solid var(--soft);font-size:.88em;color:var(--muted)}
footer a{display:inline-block;padding:.5rem .8rem .5rem 0;min-height:2.75rem}
html.big a,html.big .b,html.big button,html.big input,html.big select{min-height:60px}
html.big dt{flex-basis:100%}
@media(forced-colors:active){.v,.s{border-color:CanvasText;color:CanvasText}}
@media print{.top a:not(.name),.do,.skip,footer nav,form{display:none}.in{max-width:none}a{color:inherit;
text-decoration:none}.v{break-inside:avoid}.printed{display:block!important}}
.printed{display:none}
@page{margin:18mm;@bottom-right{content:counter(page) "/" counter(pages)}}
`.trim().replace(/\n/g, '')
