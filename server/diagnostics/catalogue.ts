import { checks } from "./checks.ts";
import type { Facts, Severity } from "./definition.ts";
import { definitions } from "./definitions.ts";

export type DiagnosticCode = Facts["code"] | (typeof checks)[number]["code"];

/** Every code, in alphabetical order, with its severity unless a setting gives another. */
export const defaultSeverities: ReadonlyMap<string, Severity> = new Map(
    [...Object.values(definitions), ...checks]
        .map(({ code, severity }): [string, Severity] => [code, severity])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
);
