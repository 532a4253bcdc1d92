// Writes the networks that a new document can start from, dist/templates.json or the file in the argument.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "../grammar/parser.ts";
import { fileHost, uriOf } from "../server/cli/files.ts";
import { nameAndDescription, templateOf, type Template } from "./template.ts";

/** The minimal network, then all examples. */
export function allTemplates(): readonly Template[] {
    const host = fileHost();
    return templateFiles().map((path) => templateOf(uriOf(path), host));
}

/** What the list of templates says about each of them. */
export function templateDescriptions(): readonly string[] {
    return templateFiles().map((path) =>
        nameAndDescription(uriOf(path), parse(readFileSync(path, "utf8"))).description);
}

function templateFiles(): readonly string[] {
    const root = fileURLToPath(new URL("../", import.meta.url));
    const examples = readdirSync(`${root}examples`).filter((name) => name.endsWith(".cnn")).sort();
    return ["templates/minimal.cnn", ...examples.map((name) => `examples/${name}`)].map((path) => root + path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const file = process.argv[2] ?? new URL("../dist/templates.json", import.meta.url);
    writeFileSync(file, JSON.stringify(allTemplates()));
}
