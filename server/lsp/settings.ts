import { DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from "vscode-languageserver";
import { defaultChannelGrowth } from "../diagnostics/diagnostics.ts";
import { severitySettings, type SeveritySetting } from "../diagnostics/silencing.ts";
import { sizeStyles, type SizeStyle } from "../sizes/function-text.ts";

/** What a person can set, below `cnn` in the editor's settings. */
export interface Settings {
    readonly hints: {
        readonly enabled: boolean;
        /** How sizes that depend on the input's free ones are written. */
        readonly sizes: SizeStyle;
    };
    readonly diagnostics: {
        /** By code, in place of the catalogue's severity. */
        readonly severities: ReadonlyMap<string, SeveritySetting>;
        /** How many times the channels it began with a dense block may make, if nothing compresses them then. */
        readonly channelGrowth: number;
    };
}

export const settingsSection = "cnn";

const defaults: Settings = {
    hints: { enabled: true, sizes: "numbers" },
    diagnostics: { severities: new Map(), channelGrowth: defaultChannelGrowth },
};

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
        if (capabilities.workspace?.configuration !== true) {
            return defaults;
        }
        const scope = { scopeUri: uri, section: settingsSection };
        const answer: unknown = await connection.workspace.getConfiguration(scope).catch(() => undefined);
        return readSettings(answer);
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

/** The client's answer may be anything: what is not of the right kind is as if it were not set. */
function readSettings(answer: unknown): Settings {
    const hints = property(answer, "hints");
    const enabled = property(hints, "enabled");
    const diagnostics = property(answer, "diagnostics");
    const growth = property(diagnostics, "channelGrowth");
    return {
        hints: {
            enabled: typeof enabled === "boolean" ? enabled : defaults.hints.enabled,
            sizes: sizeStyles.find((style) => style === property(hints, "sizes")) ?? defaults.hints.sizes,
        },
        diagnostics: {
            severities: readSeverities(property(diagnostics, "severity")),
            channelGrowth: typeof growth === "number" ? growth : defaults.diagnostics.channelGrowth,
        },
    };
}

function readSeverities(answer: unknown): ReadonlyMap<string, SeveritySetting> {
    const entries: readonly (readonly [string, unknown])[] =
        typeof answer === "object" && answer !== null ? Object.entries(answer) : [];
    return new Map(entries.flatMap(([code, severity]) => {
        const known = severitySettings.find((one) => one === severity);
        return known === undefined ? [] : [[code, known]];
    }));
}

function property(holder: unknown, name: string): unknown {
    return typeof holder === "object" && holder !== null && name in holder
        ? (holder as Readonly<Record<string, unknown>>)[name]
        : undefined;
}
