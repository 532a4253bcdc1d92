// Sorts the translations, drops those that nothing uses, and prints the templates without one.
import { readFileSync, writeFileSync } from "node:fs";
import { allTemplates } from "./templates.ts";

const bundle = new URL("bundle.l10n.ko.json", import.meta.url);
const translations = new Map(Object.entries(JSON.parse(readFileSync(bundle, "utf8")) as Record<string, string>));
const templates = Array.from(allTemplates()).toSorted();
const kept = templates.flatMap((template) => {
    const translation = translations.get(template);
    return translation === undefined ? [] : [[template, translation] as const];
});
writeFileSync(bundle, `${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`);
const missing = templates.filter((template) => !translations.has(template));
console.log(JSON.stringify(missing, undefined, 2));
console.error(`${kept.length} translations kept, ${translations.size - kept.length} dropped, ${missing.length} missing`);
