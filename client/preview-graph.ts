import type * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
    graphRequest, previewGraphSchema, type ChosenSizes, type GraphParams, type PreviewGraph,
} from "../server/protocol.ts";
import { text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import type { PreviewPanel } from "./preview-panel.ts";

/** The graph in a panel: its file, its model, and always the latest version. */
export interface ShownGraph {
    uri(): string | undefined;
    /** The chosen model of the file; undefined for the first. */
    model(): string | undefined;
    /** The chosen input sizes, which replace the defaults in the file. */
    sizes(): ChosenSizes;
    /** Whether the graph comes from this file, or from one that imports it. */
    knows(uri: string): boolean;
    /** Shows a model of a file, otherwise the one already chosen of this file. */
    show(uri: vscode.Uri, model?: string): void;
    selectModel(model: string): void;
    /** Shows the model at another input size; undefined for the default in the file. */
    chooseSize(name: string, value: number | undefined): void;
    /** Offers the size of the picture that the model runs on. */
    setPicture(picture: GraphParams["picture"]): void;
    /** Requests the graph again: at once, or after the pending answer. */
    update(): void;
    dispose(): void;
}

export function shownGraph(client: BaseLanguageClient, panel: PreviewPanel, log: vscode.LogOutputChannel): ShownGraph {
    let uri: string | undefined;
    let model: string | undefined;
    let sizes: ChosenSizes = {};
    let picture: GraphParams["picture"];
    let files: ReadonlySet<string> = new Set();
    let asking = false;
    let again = false;
    let disposed = false;

    const receive = (requestedUri: string, graph: PreviewGraph | null): void => {
        if (disposed || requestedUri !== uri) {
            return;
        }
        if (graph === null) {
            panel.setModel(undefined);
            panel.send({ type: "no-graph", message: text("This file has no model yet.") });
            return;
        }
        files = new Set([graph.uri, ...graph.nodes.map((node) => node.uri), ...graph.groups.map((group) => group.uri)]);
        panel.setModel(graph.model);
        panel.send({ type: "graph", graph });
    };
    const ask = async (requestedUri: string): Promise<void> => {
        const params: GraphParams = {
            uri: requestedUri, sizes,
            ...(model === undefined ? {} : { model }),
            ...(picture === undefined ? {} : { picture }),
        };
        try {
            const answer: unknown = await client.sendRequest(graphRequest, params);
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
            }
        });
    };
    return {
        uri: () => uri,
        model: () => model,
        sizes: () => sizes,
        knows: (one) => files.has(one),
        show: (shown, selected) => {
            const next = shown.toString();
            if (next !== uri || (selected !== undefined && selected !== model)) {
                uri = next;
                model = selected;
                sizes = {};
                update();
            }
        },
        selectModel: (selected) => {
            model = selected;
            sizes = {};
            update();
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
        update,
        dispose: () => {
            disposed = true;
        },
    };
}
