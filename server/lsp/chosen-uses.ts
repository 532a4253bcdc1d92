import type { Connection } from "vscode-languageserver";
import { chosenUsesNotification, chosenUsesParamsSchema, type ChosenUses } from "../protocol.ts";
import { validate } from "../validation.ts";

/** The uses that are chosen for the blocks of each document; the client has them, and sends them again on a restart. */
export interface ChosenUsesReader {
    of(uri: string): ChosenUses;
}

/** Follows the client's choices; `onChange` is called after each. */
export function openChosenUses(connection: Connection, onChange: () => void): ChosenUsesReader {
    const chosen = new Map<string, ChosenUses>();
    connection.onNotification(chosenUsesNotification, (params: unknown) => {
        const read = validate(chosenUsesParamsSchema, params);
        if ("value" in read) {
            chosen.set(read.value.uri, read.value.uses);
            onChange();
        }
    });
    return { of: (uri) => chosen.get(uri) ?? {} };
}
