import { readdirSync, readFileSync } from "node:fs";
import { defaultSeverities } from "../server/diagnostics/catalogue.ts";
import { severitySettings } from "../server/diagnostics/silencing.ts";
import { readFences } from "./fences.ts";

const folder = new URL("diagnostics/", import.meta.url);

/** The page of a diagnostic: its summary, and its examples. */
export interface DiagnosticPage {
    readonly code: string;
    /** The sentence below the title. */
    readonly summary: string;
    readonly wrong: readonly string[];
    readonly right: readonly string[];
    /** Further files of both examples, by name. */
    readonly files: Readonly<Record<string, string>>;
}

/** The codes that have a page. */
export function pagedCodes(): readonly string[] {
    return readdirSync(folder).filter((name) => name !== "README.md").map((name) => name.replace(/\.md$/, "")).sort();
}

/** Reads a page; throws if it does not have the expected structure. */
export function readPage(code: string): DiagnosticPage {
    const text = readFileSync(new URL(`${code}.md`, folder), "utf8");
    const [title = "", summary = ""] = text.split("\n\n");
    if (title !== `# ${code}`) {
        throw new Error(`The page of ${code} begins with "${title}".`);
    }
    const blocks = readFences(text);
    const shown = (target: string): readonly string[] =>
        blocks.flatMap(({ role, source }) => (role === target ? [source] : []));
    const others = blocks.filter(({ role }) => role.includes("."));
    return {
        code, summary, wrong: shown("wrong"), right: shown("right"),
        files: Object.fromEntries(others.map(({ role, source }) => [role, source])),
    };
}

/** The page that lists all others. */
export function indexPage(): string {
    const rows = [...defaultSeverities].map(([code, severity]) =>
        `| [\`${code}\`](${code}.md) | ${severity} | ${readPage(code).summary} |`);
    return `# Diagnostics

All diagnostics of the checker. An error is something that no valid network has. A warning is probably a mistake. Information and
hints point out facts worth knowing. Each mistake is reported once, where it was made, with the numbers behind it.

\`@allow("code")\` above a line, block or model hides a diagnostic there. The setting \`cnn.diagnostics.severity\` changes the
severity of a code in the editor, and \`cnn check --severity code=off\` does so on the command line; \`off\` hides it. A hidden error
still counts as an error: the model does not run and is not exported.

| code | severity | reports |
|---|---|---|
${rows.join("\n")}
`;
}

const severityKey = "settings.diagnostics.severity";

/**
 * The editor's setting of severities, for package.json. The codes are `propertyNames` instead of `properties`:
 * settings.json still completes and checks them, in two lines each, and the settings editor shows a table.
 */
export function severityProperty(): unknown {
    const codes = [...defaultSeverities.keys()];
    return {
        type: "object",
        default: {},
        scope: "language-overridable",
        markdownDescription: `%${severityKey}%`,
        propertyNames: {
            enum: codes,
            markdownEnumDescriptions: codes.map((code) => `%${severityKey}.${code}%`),
            errorMessage: `%${severityKey}.unknown%`,
        },
        additionalProperties: { type: "string", enum: severitySettings },
    };
}

/** The English of the setting of severities, for package.nls.json. */
export function severityTexts(): Readonly<Record<string, string>> {
    const ofCodes = Array.from(defaultSeverities, ([code, severity]) =>
        [`${severityKey}.${code}`, `${readPage(code).summary} Default: \`${severity}\`.`] as const);
    return {
        [severityKey]: "The severity of each diagnostic by its code. `off` hides it. " +
            "`@allow(\"code\")` above a line, block or model hides it there.",
        [`${severityKey}.unknown`]: "Unknown diagnostic code.",
        ...Object.fromEntries<string>(ofCodes),
    };
}
