import type * as vscode from "vscode";
import * as v from "valibot";
import { validate } from "../server/validation.ts";

/** The model that the user last chose in each file, kept with the workspace. */
export interface RememberedModels {
    of(uri: string): string | undefined;
    remember(uri: string, model: string): void;
    /** Keeps the choice for a file that was renamed. */
    move(from: string, to: string): void;
}

const key = "cnn.previewedModels";

/** More files are forgotten, those chosen longest ago first. */
const mostFiles = 200;

const rememberedSchema = v.array(v.tuple([v.string(), v.string()]));

export function rememberedModels(memento: vscode.Memento): RememberedModels {
    const kept = validate(rememberedSchema, memento.get(key));
    const models = new Map<string, string>("value" in kept ? kept.value : []);
    const remember = (uri: string, model: string): void => {
        models.delete(uri);
        models.set(uri, model);
        void memento.update(key, [...models].slice(-mostFiles));
    };
    return {
        of: (uri) => models.get(uri),
        remember,
        move: (from, to) => {
            const model = models.get(from);
            if (model !== undefined) {
                remember(to, model);
            }
        },
    };
}
