/** What the page does: searches, filters, walks by keyboard. Without it everything is shown. The page's policy allows exactly this text. */

export const script = `
"use strict";
const form = document.querySelector("form");
const search = form.querySelector("input[type=search]");
const shown = document.getElementById("shown");
const findings = [...document.querySelectorAll("article")];
const texts = new Map(findings.map((finding) => [finding, (finding.dataset.file + " " + finding.textContent).toLowerCase()]));
const reasons = new Map([...document.querySelectorAll(".why")].map((reason) => [reason.closest("article").dataset.policy, reason]));
form.hidden = false;
// report.html#words is a link to a search.
function readHash() {
	try { search.value = decodeURIComponent(location.hash.slice(1)); } catch {}
}
function filter() {
	const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
	const severities = new Set([...form.querySelectorAll("input[name=severity]:checked")].map((box) => box.value));
	const excused = form.querySelector("input[name=excused]").checked;
	const explained = new Set();
	let count = 0;
	for (const finding of findings) {
		const text = texts.get(finding);
		const fits = severities.has(finding.dataset.severity) && (excused || !finding.classList.contains("excused")) && words.every((word) => text.includes(word));
		finding.hidden = !fits;
		if (!fits) continue;
		count++;
		// The first finding of a policy that is shown says why.
		const { policy } = finding.dataset;
		if (explained.has(policy)) continue;
		explained.add(policy);
		const reason = reasons.get(policy);
		if (reason !== undefined && reason.parentElement !== finding) finding.insertBefore(reason, finding.querySelector(".element"));
	}
	for (const section of document.querySelectorAll("section.file")) section.hidden = section.querySelector("article:not([hidden])") === null;
	shown.textContent = count + " of " + findings.length + " shown";
}
function move(step) {
	const visible = findings.filter((finding) => !finding.hidden);
	const at = visible.indexOf(document.activeElement);
	const next = visible[at === -1 ? (step > 0 ? 0 : visible.length - 1) : Math.min(visible.length - 1, Math.max(0, at + step))];
	if (next === undefined) return;
	next.focus({ preventScroll: true });
	next.scrollIntoView({ block: "center" });
}
let waiting;
form.addEventListener("input", () => {
	clearTimeout(waiting);
	// With thousands of findings a word is typed first.
	waiting = setTimeout(filter, findings.length > 500 ? 150 : 0);
});
addEventListener("hashchange", () => { readHash(); filter(); });
form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("keydown", (event) => {
	if (event.ctrlKey || event.metaKey || event.altKey) return;
	if (event.key === "Escape") { search.value = ""; search.blur(); filter(); }
	else if (event.target === search) return;
	else if (event.key === "/") { event.preventDefault(); search.focus(); }
	else if (event.key === "j") move(1);
	else if (event.key === "k") move(-1);
});
readHash();
filter();
`;

/** SHA-256 of the script, in base64; a test holds it to the text. */
export const scriptDigest = "KQSqf++3X84Kn+sp/kB7vI9Q1x+EgO+4GJtjT5aprO4=";
