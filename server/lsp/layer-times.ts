import type { Connection } from "vscode-languageserver";
import { layerTimesNotification, layerTimesSchema, type LayerTimes } from "../protocol.ts";
import { validate } from "../validation.ts";

/** The measured times of the layers of each document. */
export interface LayerTimesReader {
    /** Undefined if this version was not measured. */
    of(uri: string, version: number): LayerTimes | undefined;
    drop(uri: string): void;
    /** Imported files have changed. */
    dropAll(): void;
}

/** Follows the client's measurements; `onChange` is called after each. */
export function openLayerTimes(connection: Connection, onChange: () => void): LayerTimesReader {
    const measured = new Map<string, LayerTimes>();
    connection.onNotification(layerTimesNotification, (params: unknown) => {
        const read = validate(layerTimesSchema, params);
        if ("value" in read) {
            measured.set(read.value.uri, read.value);
            onChange();
        }
    });
    return {
        of: (uri, version) => {
            const times = measured.get(uri);
            return times?.version === version ? times : undefined;
        },
        drop: (uri) => {
            measured.delete(uri);
        },
        dropAll: () => measured.clear(),
    };
}
