import { DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from "vscode-languageserver";

/** What a person can set, below `cnn` in the editor's settings. */
export interface Settings {
    readonly hints: { readonly enabled: boolean };
}

export const settingsSection = "cnn";

const defaults: Settings = { hints: { enabled: true } };

export interface SettingsReader {
    /** The settings for a file: folders may differ. */
    for(uri: string): Promise<Settings>;
    /** Asks to be told of changes, where the client can. */
    listen(): Promise<void>;
}

/** Settings, read from the client once for each file until they change. */
export function openSettings(
    connection: Connection, capabilities: ClientCapabilities, onChange: () => void,
): SettingsReader {
    const known = new Map<string, Promise<Settings>>();
    connection.onDidChangeConfiguration(() => {
        known.clear();
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
    return { hints: { enabled: typeof enabled === "boolean" ? enabled : defaults.hints.enabled } };
}

function property(holder: unknown, name: string): unknown {
    return typeof holder === "object" && holder !== null && name in holder
        ? (holder as Readonly<Record<string, unknown>>)[name]
        : undefined;
}
