import * as v from "valibot";
import { DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from "vscode-languageserver";
import { defaultChannelGrowth, severitySettings, sizeStyles, type SeveritySetting } from "../service.ts";
import type { Described } from "../validation.ts";

export const settingsSection = "cnn";

/** Settings in one object; what is missing or not valid falls back, each by itself. */
function section<const Entries extends v.ObjectEntries>(entries: Entries) {
    const schema = v.object(entries);
    return v.fallback(schema, () => v.parse(schema, {}));
}

/** Severities by code; those that are not valid are left out. */
const severities = v.pipe(
    v.record(v.string(), v.fallback(v.nullable(v.picklist(severitySettings)), null)),
    v.transform((all): ReadonlyMap<string, SeveritySetting> =>
        new Map(Object.entries(all).flatMap(([code, one]) => (one === null ? [] : [[code, one]])))),
);

/** What a person can set, below `cnn` in the editor's settings. */
export type Settings = Described<typeof settingsSchema>;
const settingsSchema = section({
    hints: section({
        enabled: v.fallback(v.boolean(), true),
        /** How sizes that depend on the input's free ones are written. */
        sizes: v.fallback(v.picklist(sizeStyles), "numbers"),
    }),
    diagnostics: section({
        /** By code, in place of the catalogue's severity. */
        severity: v.fallback(severities, new Map()),
        /** How many times the channels it began with a dense block may make, if nothing compresses them then. */
        channelGrowth: v.fallback(v.number(), defaultChannelGrowth),
    }),
});

export interface SettingsReader {
    /** The settings for a file: folders may differ. */
    for(uri: string): Promise<Settings>;
    /** Grows with every change: what was answered before it may be answered otherwise now. */
    revision(): number;
    /** Asks to be told of changes, where the client can. */
    listen(): Promise<void>;
}

/** Settings, read from the client once for each file until they change. */
export function openSettings(
    connection: Connection, capabilities: ClientCapabilities, onChange: () => void,
): SettingsReader {
    const known = new Map<string, Promise<Settings>>();
    let revision = 0;
    connection.onDidChangeConfiguration(() => {
        known.clear();
        revision += 1;
        onChange();
    });
    const read = async (uri: string): Promise<Settings> => {
        const scope = { scopeUri: uri, section: settingsSection };
        const answer: unknown = capabilities.workspace?.configuration === true
            ? await connection.workspace.getConfiguration(scope).catch(() => undefined)
            : undefined;
        return v.parse(settingsSchema, answer);
    };
    return {
        for: (uri) => {
            const settings = known.get(uri) ?? read(uri);
            known.set(uri, settings);
            return settings;
        },
        revision: () => revision,
        listen: async () => {
            if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true) {
                await connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
            }
        },
    };
}
