import type * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
    graphRequest, previewGraphSchema, type ChosenSizes, type GraphParams, type PreviewGraph,
} from "../server/protocol.ts";
import { text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import { requestAbout } from "./document-requests.ts";
import type { RememberedModels } from "./remembered-models.ts";
import type { PreviewPanel } from "./preview-panel.ts";

/** The graph in a panel: its file, its model, and always the latest version. */
export interface ShownGraph {
    uri(): string | undefined;
    /** The chosen model of the file; undefined for the first. */
    model(): string | undefined;
    /** The chosen input sizes, which replace the defaults in the file. */
    sizes(): ChosenSizes;
    /** The graph that was last sent; undefined if there is none. */
    shown(): PreviewGraph | undefined;
    /** Whether the graph comes from this file, or from one that imports it. */
    knows(uri: string): boolean;
    /** Shows a model of a file, otherwise the one that was last chosen in it. */
    show(uri: vscode.Uri, model?: string): void;
    /** The cursor is on a line of a file: in another model than before, it chooses that one. */
    cursorAt(uri: string, line: number): void;
    /** The file has another name. */
    moved(to: string): void;
    selectModel(model: string): void;
    /** Shows the model at another input size; undefined for the default in the file. */
    chooseSize(name: string, value: number | undefined): void;
    /** Offers the size of the picture that the model runs on. */
    setPicture(picture: GraphParams["picture"]): void;
    /** Stays with the model that is shown, whichever comes first in the file. */
    setPinned(pinned: boolean): void;
    /** Resolves when no graph is being requested. */
    settled(): Promise<void>;
    /** Requests the graph again: at once, or after the pending answer. */
    update(): void;
    dispose(): void;
}

export function shownGraph(
    client: BaseLanguageClient, panel: PreviewPanel, log: vscode.LogOutputChannel, remembered: RememberedModels,
): ShownGraph {
    let latest: PreviewGraph | undefined;
    let cursor: { readonly uri: string; readonly line: number } | undefined;
    /** The model or block of the cursor; undefined until it is known. */
    let cursorItem: string | undefined;
    let uri: string | undefined;
    let model: string | undefined;
    let sizes: ChosenSizes = {};
    let picture: GraphParams["picture"];
    let files: ReadonlySet<string> = new Set();
    let asking = false;
    let again = false;
    let disposed = false;
    let waiting: (() => void)[] = [];
    let pinned = false;
    /** The name of the model that is shown. */
    let shownModel: string | undefined;

    const receive = (requestedUri: string, graph: PreviewGraph | null): void => {
        if (disposed || requestedUri !== uri) {
            return;
        }
        latest = graph ?? undefined;
        if (graph === null) {
            panel.setModel(undefined, pinned);
            panel.send({ type: "no-graph", message: text("This file has no model yet.") });
            return;
        }
        files = new Set([graph.uri, ...graph.nodes.map((node) => node.uri), ...graph.groups.map((group) => group.uri)]);
        shownModel = graph.model;
        if (model === undefined && graph.model !== graph.models[0]) {
            // The server chose the cursor's model.
            cursorItem = graph.model;
            choose(graph.model);
        }
        panel.setModel(shownModel, pinned);
        panel.send({ type: "graph", graph });
        followCursor();
    };
    const ask = async (requestedUri: string): Promise<void> => {
        const params: GraphParams = {
            uri: requestedUri, sizes,
            ...(model !== undefined ? { model } : cursor?.uri === requestedUri ? { line: cursor.line } : {}),
            ...(picture === undefined ? {} : { picture }),
        };
        try {
            const answer = await requestAbout(client, graphRequest, params);
            const graph = answer === null ? { value: null } : validate(previewGraphSchema, answer);
            if ("problem" in graph) {
                log.error(`The language server sent a graph that does not match the protocol: ${graph.problem}.`);
            } else {
                receive(requestedUri, graph.value);
            }
        } catch (error) {
            // The graph of an older text; the newer text has already been requested.
            log.debug(`No graph of ${requestedUri}: ${String(error)}`);
        }
    };
    const choose = (chosen: string): void => {
        model = chosen;
        if (uri !== undefined) {
            remembered.remember(uri, chosen);
        }
    };
    const select = (selected: string): void => {
        choose(selected);
        sizes = {};
        update();
    };
    const followCursor = (): void => {
        const line = cursor?.line;
        if (latest === undefined || line === undefined || cursor?.uri !== latest.uri) {
            return;
        }
        const item = latest.items.find(({ range }) => range.start.line <= line && line <= range.end.line);
        const entered = item?.name ?? "";
        const isNew = entered !== cursorItem;
        // In a file that is shown again, what was chosen before counts until the cursor goes elsewhere.
        const isChosen = cursorItem === undefined && model !== undefined;
        cursorItem = entered;
        if (isNew && !isChosen && item?.kind === "model" && item.name !== latest.model) {
            select(item.name);
        }
    };
    const update = (): void => {
        if (asking || uri === undefined || disposed) {
            again = asking;
            return;
        }
        asking = true;
        void ask(uri).then(() => {
            asking = false;
            if (again) {
                again = false;
                update();
            } else {
                const waited = waiting;
                waiting = [];
                waited.forEach((resolve) => resolve());
            }
        });
    };
    return {
        uri: () => uri,
        model: () => model,
        sizes: () => sizes,
        shown: () => latest,
        settled: () => asking ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(),
        knows: (one) => files.has(one),
        show: (shown, selected) => {
            const next = shown.toString();
            if (next !== uri || (selected !== undefined && selected !== model)) {
                if (next !== uri) {
                    cursorItem = undefined;
                    latest = undefined;
                }
                uri = next;
                model = selected ?? remembered.of(next);
                sizes = {};
                update();
            }
        },
        selectModel: select,
        cursorAt: (at, line) => {
            cursor = { uri: at, line };
            followCursor();
        },
        moved: (to) => {
            if (uri !== undefined) {
                remembered.move(uri, to);
                uri = to;
                update();
            }
        },
        chooseSize: (name, value) => {
            const others = Object.entries(sizes).filter(([other]) => other !== name);
            sizes = Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
            update();
        },
        setPicture: (shown) => {
            picture = shown;
            update();
        },
        setPinned: (next) => {
            pinned = next;
            if (pinned) {
                model ??= shownModel;
            }
            if (shownModel !== undefined) {
                panel.setModel(shownModel, pinned);
            }
        },
        update,
        dispose: () => {
            disposed = true;
        },
    };
}
