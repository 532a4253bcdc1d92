import { checks } from "./checks.ts";
import type { Facts, Severity } from "./definition.ts";
import { definitions } from "./definitions.ts";

export type DiagnosticCode = Facts["code"] | (typeof checks)[number]["code"];

/** All codes in alphabetical order, with their default severities. */
export const defaultSeverities: ReadonlyMap<string, Severity> = new Map(
    [...Object.values(definitions), ...checks]
        .map(({ code, severity }): [string, Severity] => [code, severity])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** The codes with which `cnn check` fails although they are not errors. */
export const codesThatFail: ReadonlySet<string> = new Set(
    checks.filter(({ failsCheck }) => failsCheck).map(({ code }) => code),
);
