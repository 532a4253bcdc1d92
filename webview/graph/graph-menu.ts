import { text } from "../../server/text.ts";
import type { FigureKind } from "../../server/webview-protocol.ts";
import type { MenuEntry } from "../ui/menu.ts";
import type { GraphView, MenuThing } from "./graph-operations.ts";

/** What the menu of the drawing does outside of it. */
export interface GraphMenuActions {
    readonly view: () => GraphView;
    readonly copy: (text: string) => void;
    readonly inspect: (nodeId: string) => void;
    readonly toggleMaps: () => void;
    readonly togglePictures: () => void;
    readonly picturesShown: () => boolean;
    /** Writes or copies a figure of the drawing; without a kind, the user chooses it. */
    readonly figure: (kind?: FigureKind) => void;
    readonly toggleTable: () => void;
    readonly tableShown: () => boolean;
}

/** The menu of a thing in the drawing: first what concerns it, then what concerns the whole drawing. */
export function menuOf({ box, value }: MenuThing, actions: GraphMenuActions): readonly (readonly MenuEntry[])[] {
    return [
        box === undefined ? [] : entriesOf(box, actions),
        value === undefined ? [] : [{ label: text("Copy path"), run: () => actions.copy(value.replace(/^\w+:/, "")) }],
        wholeEntries(actions),
        [
            { label: text("Export picture…"), run: () => actions.figure() },
            { label: text("Copy as Mermaid"), run: () => actions.figure("mermaid") },
        ],
    ];
}

function entriesOf(box: NonNullable<MenuThing["box"]>, actions: GraphMenuActions): readonly MenuEntry[] {
    const view = actions.view();
    const reveal: MenuEntry = { label: text("Show in the text"), key: "Enter", run: () => view.reveal(box.id) };
    if (box.kind === "node") {
        return [
            reveal,
            { label: text("Copy path"), run: () => actions.copy(box.node.path) },
            { label: text("Copy shape"), run: () => actions.copy(box.node.shape) },
            { label: text("Inspect"), key: "I", run: () => actions.inspect(box.id) },
        ];
    }
    const { group } = box;
    const copy: MenuEntry = { label: text("Copy path"), run: () => actions.copy(group.path) };
    const toggle: MenuEntry = {
        label: box.kind === "open" ? text("Fold") : text("Unfold"), key: "Space", run: () => view.toggle(box.id),
    };
    const rounds: readonly MenuEntry[] = box.kind === "open" && group.repeats ? [box.round === undefined
        ? { label: text("Show one round"), run: () => view.showRound(box.id, 0) }
        : { label: text("Show all rounds"), run: () => view.showRound(box.id, "all") }] : [];
    return [reveal, toggle, ...rounds, copy];
}

function wholeEntries(actions: GraphMenuActions): readonly MenuEntry[] {
    const view = actions.view();
    return [
        { label: text("Show everything"), key: "0", run: () => view.fit() },
        { label: text("Zoom in"), key: "+", run: () => view.zoomBy(1.25) },
        { label: text("Zoom out"), key: "-", run: () => view.zoomBy(0.8) },
        { label: text("Fold all"), run: () => view.fold("all") },
        { label: text("Fold one level"), run: () => view.fold("more") },
        { label: text("Unfold one level"), run: () => view.fold("less") },
        { label: text("Unfold all"), run: () => view.fold("none") },
        { label: text("Feature maps"), key: "V", checked: view.view === "maps", run: actions.toggleMaps },
        { label: text("Pictures in boxes"), key: "M", checked: actions.picturesShown(), run: actions.togglePictures },
        { label: text("Table and plots"), key: "T", checked: actions.tableShown(), run: actions.toggleTable },
        { label: text("Go back"), key: "⌫", run: () => view.travel("back") },
    ];
}
