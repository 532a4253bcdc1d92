import * as v from "valibot";
import { DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from "vscode-languageserver";
import {
    defaultChannelGrowth, defaultCostOptions, defaultHints, optimizers, precisions, severitySettings, sizeStyles,
    type CostOptions, type SeveritySetting,
} from "../service.ts";
import type { Described } from "../validation.ts";

export const settingsSection = "cnn";

/** A settings object in which missing or invalid entries fall back separately. */
function section<const Entries extends v.ObjectEntries>(entries: Entries) {
    const schema = v.object(entries);
    return v.fallback(schema, () => v.parse(schema, {}));
}

/** Severities by code; invalid ones are dropped. */
const severities = v.pipe(
    v.record(v.string(), v.fallback(v.nullable(v.picklist(severitySettings)), null)),
    v.transform((all): ReadonlyMap<string, SeveritySetting> =>
        new Map(Object.entries(all).flatMap(([code, one]) => (one === null ? [] : [[code, one]])))),
);

/** The user's settings, below `cnn` in the editor's settings. */
export type Settings = Described<typeof settingsSchema>;
const settingsSchema = section({
    hints: section({
        enabled: v.fallback(v.boolean(), true),
        /** How to display sizes that depend on dynamic sizes. */
        sizes: v.fallback(v.picklist(sizeStyles), defaultHints.sizes),
        shapes: v.fallback(v.boolean(), defaultHints.shapes),
        sources: v.fallback(v.boolean(), defaultHints.sources),
        parameterNames: v.fallback(v.boolean(), defaultHints.parameterNames),
        totals: v.fallback(v.boolean(), defaultHints.totals),
        costs: v.fallback(v.boolean(), defaultHints.costs),
        time: v.fallback(v.boolean(), defaultHints.time),
        maximumWidth: v.fallback(v.number(), defaultHints.maximumWidth),
    }),
    /** Whether lines above blocks and models show their uses and costs. */
    lenses: v.fallback(v.boolean(), true),
    training: section({
        optimizer: v.fallback(v.picklist(optimizers), defaultCostOptions.training.optimizer),
        precision: v.fallback(v.picklist(precisions), defaultCostOptions.training.precision),
    }),
    /** The device for which times are estimated; 0 if unknown. */
    device: section({
        teraflops: v.fallback(v.pipe(v.number(), v.minValue(0)), 0),
        bandwidth: v.fallback(v.pipe(v.number(), v.minValue(0)), 0),
    }),
    rename: section({
        /** What happens to the paths of renamed lines, by which weights are matched. */
        paths: v.fallback(v.picklist(["ask", "keep", "change"]), "ask"),
    }),
    diagnostics: section({
        /** Which files' problems a client with workspace diagnostics gets. */
        scope: v.fallback(v.picklist(["openFiles", "workspace"]), "workspace"),
        /** By code; replaces the default severity. */
        severity: v.fallback(severities, new Map()),
        /** The maximum growth of channels in a dense block without compression. */
        channelGrowth: v.fallback(v.number(), defaultChannelGrowth),
    }),
});

/** How the user wants costs to be counted. */
export function costOptions({ training, device: { teraflops, bandwidth } }: Settings): CostOptions {
    const device = teraflops > 0 && bandwidth > 0 ? { flops: 1e12 * teraflops, bandwidth: 1e9 * bandwidth } : undefined;
    return { training, device };
}

export interface SettingsReader {
    /** The settings for a file: folders may differ. */
    for(uri: string): Promise<Settings>;
    /** Increases with every change, after which earlier answers may be outdated. */
    revision(): number;
    /** Registers for changes, if the client supports that. */
    listen(): Promise<void>;
}

/** Reads the settings from the client, once for each file until they change. */
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
