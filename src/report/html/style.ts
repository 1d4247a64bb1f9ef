/** How the page looks, on screens that are light or dark and on paper. The page's policy allows exactly this text, by its digest. */

export const style = `
:root { color-scheme: light dark; --text: #1c2024; --dim: #5b6470; --page: #fff; --card: #f6f7f9; --line: #d9dde3; --mark: #ffe08a;
	--critical: #a4123f; --high: #c4320a; --medium: #9a6700; --low: #175cd3; --info: #5b6470; --pass: #18794e; --link: #175cd3; }
@media (prefers-color-scheme: dark) {
	:root { --text: #e6e8eb; --dim: #9ba4b0; --page: #14171a; --card: #1d2125; --line: #343a41; --mark: #6b5200;
		--critical: #ff7b9c; --high: #ff8f6b; --medium: #e5b546; --low: #84adff; --info: #9ba4b0; --pass: #4cc38a; --link: #84adff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
a { color: var(--link); }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
.dim { color: var(--dim); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem; margin: 1.25rem 0; }
figure { margin: 0; padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
figcaption { font-weight: 600; margin-bottom: .4rem; }
svg { display: block; width: 100%; max-width: 21rem; height: auto; }
svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
.critical { --tone: var(--critical); } .high { --tone: var(--high); } .medium { --tone: var(--medium); } .low { --tone: var(--low); }
.info, .skipped, .excepted { --tone: var(--info); } .pass { --tone: var(--pass); } .fail, .error { --tone: var(--high); } .unknown { --tone: var(--medium); }
svg a:hover text, svg a:focus-visible text { fill: var(--link); text-decoration: underline; }
svg rect { fill: var(--tone, var(--link)); }
form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .6rem 0; background: var(--page); border-bottom: 1px solid var(--line); }
input[type=search] { flex: 1 1 14rem; padding: .4rem .6rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
label { display: inline-flex; gap: .3rem; align-items: center; }
article { margin: .6rem 0; padding: .6rem .9rem; border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 6px; content-visibility: auto; contain-intrinsic-size: auto 9rem; }
article:focus-visible, input:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
article h3 { margin: 0; font-size: 1rem; font-weight: 500; overflow-wrap: anywhere; }
article p { margin: .35rem 0 0; overflow-wrap: anywhere; }
.severity { color: var(--tone); font-weight: 700; }
.excused { opacity: .75; }
pre { margin: .5rem 0 0; padding: .5rem .7rem; overflow-x: auto; background: var(--card); border-radius: 6px; }
mark { background: var(--mark); color: inherit; }
del { color: var(--high); text-decoration: none; } ins { color: var(--pass); text-decoration: none; }
[hidden] { display: none !important; }
kbd { padding: 0 .3rem; border: 1px solid var(--line); border-radius: 4px; font-size: .85em; }
li { overflow-wrap: anywhere; }
@media (max-width: 40rem), (hover: none) {
	body { padding: 1rem; }
	form { gap: .3rem .9rem; }
	input[type=search] { flex-basis: 100%; }
	.keys { display: none; }
}
@media print {
	:root { color-scheme: light; --text: #000; --dim: #444; --page: #fff; --card: #fff; --line: #bbb; --mark: #ddd; }
	form { display: none; }
	body { max-width: none; padding: 0; font-size: 11pt; }
	article { break-inside: avoid; content-visibility: visible; }
	pre { white-space: pre-wrap; border: 1px solid var(--line); }
}
`;

/** SHA-256 of the style, in base64; a test holds it to the text. */
export const styleDigest = "HBpxGGU0xdthgT9S31iugJplTJP5mMYgO5hV92jLX4U=";
