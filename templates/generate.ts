// Writes dist/templates.json: the networks that a new document can start from.
import { readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fileHost, uriOf } from "../server/cli/files.ts";
import { templateOf, type Template } from "./template.ts";

/** The minimal network, then all examples. */
export function allTemplates(): readonly Template[] {
    const root = fileURLToPath(new URL("../", import.meta.url));
    const examples = readdirSync(`${root}examples`).filter((name) => name.endsWith(".cnn")).sort();
    const host = fileHost();
    return ["templates/minimal.cnn", ...examples.map((name) => `examples/${name}`)]
        .map((path) => templateOf(uriOf(root + path), host));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    writeFileSync(new URL("../dist/templates.json", import.meta.url), JSON.stringify(allTemplates()));
}
