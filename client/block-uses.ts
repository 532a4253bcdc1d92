import * as vscode from "vscode";
import { State, type BaseLanguageClient } from "vscode-languageclient";
import * as v from "valibot";
import {
    blockUsesRequest, blockUsesSchema, chosenUsesNotification, type BlockUse, type BlockUsesParams, type ChosenUse,
} from "../server/protocol.ts";
import { text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import { isCnn } from "./text-editors.ts";

/** The uses of blocks whose shapes the editor shows, by document and block, until the window is closed. */
export interface BlockUseChoices {
    /** Lets the user choose a use of the block at a place: a URI and a position, or the cursor. */
    choose(uri: unknown, position: unknown): Promise<void>;
    dispose(): void;
}

const positionSchema = v.object({ line: v.number(), character: v.number() });

interface UsePick extends vscode.QuickPickItem {
    /** Absent for all uses. */
    readonly use?: ChosenUse;
}

export function blockUseChoices(client: BaseLanguageClient): BlockUseChoices {
    const chosen = new Map<string, ReadonlyMap<string, ChosenUse>>();
    const send = (uri: string): void => {
        void client.sendNotification(chosenUsesNotification, { uri, uses: Object.fromEntries(chosen.get(uri) ?? []) });
    };
    const listening = client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) {
            [...chosen.keys()].forEach(send);
        }
    });
    const renaming = vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const [uri, uses] of [...chosen]) {
            const moved = movedUri(vscode.Uri.parse(uri, true), files);
            if (moved !== undefined) {
                chosen.delete(uri);
                send(uri);
                chosen.set(moved, uses);
                send(moved);
            }
        }
    });
    return {
        choose: async (uri, position) => {
            const params = placeOf(uri, position);
            const answer: unknown = params === undefined ? null : await client.sendRequest(blockUsesRequest, params);
            const read = validate(blockUsesSchema, answer);
            if (params === undefined || "problem" in read || read.value.uses.length === 0) {
                void vscode.window.showInformationMessage(
                    text("The cursor is not in a block that a model of this file uses."),
                );
                return;
            }
            const { block, uses } = read.value;
            const ofDocument = chosen.get(params.uri) ?? new Map<string, ChosenUse>();
            const current = ofDocument.get(block);
            const picked = await vscode.window.showQuickPick(picksOf(uses, current), {
                title: text("Uses of {block}", { block }),
                placeHolder: text("Choose the use whose shapes the editor shows"),
                matchOnDescription: true, matchOnDetail: true,
            });
            if (picked !== undefined) {
                const others = [...ofDocument].filter(([other]) => other !== block);
                chosen.set(params.uri, new Map(picked.use === undefined ? others : [...others, [block, picked.use]]));
                send(params.uri);
            }
        },
        dispose: () => {
            listening.dispose();
            renaming.dispose();
        },
    };
}

/** Where a document is after files, or folders around it, were renamed; undefined if it stays. */
export function movedUri(
    uri: vscode.Uri, files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
): string | undefined {
    for (const { oldUri, newUri } of files) {
        const isSamePlace = uri.scheme === oldUri.scheme && uri.authority === oldUri.authority;
        if (isSamePlace && `${uri.path}/`.startsWith(`${oldUri.path}/`)) {
            return newUri.with({ path: newUri.path + uri.path.slice(oldUri.path.length) }).toString();
        }
    }
    return undefined;
}

function placeOf(uri: unknown, position: unknown): BlockUsesParams | undefined {
    const at = validate(positionSchema, position);
    if (typeof uri === "string" && "value" in at) {
        return { uri, position: at.value };
    }
    const editor = vscode.window.activeTextEditor;
    const { line, character } = editor?.selection.active ?? { line: 0, character: 0 };
    return editor !== undefined && isCnn(editor.document)
        ? { uri: editor.document.uri.toString(), position: { line, character } }
        : undefined;
}

function picksOf(uses: readonly BlockUse[], current: ChosenUse | undefined): readonly UsePick[] {
    const isInOneModel = new Set(uses.map(({ model }) => model)).size === 1;
    const picks: UsePick[] = [];
    let model: string | undefined;
    for (const use of uses) {
        if (!isInOneModel && use.model !== model) {
            picks.push({ label: use.model, kind: vscode.QuickPickItemKind.Separator });
        }
        model = use.model;
        const isCurrent = use.path === current?.path && use.model === current.model;
        picks.push({
            label: `${isCurrent ? "$(check) " : ""}${use.path}`, description: use.call,
            detail: `${use.shapes} · ${use.costs}`, use: { model: use.model, path: use.path },
        });
    }
    return [{ label: `${current === undefined ? "$(check) " : ""}${text("All uses")}` }, ...picks];
}
