import { defaultColumns, type SummaryColumnName } from "../../server/summary/summary-columns.ts";

/** How the table of figures is arranged. */
export interface TableState {
    readonly columns: readonly SummaryColumnName[];
    readonly sort: { readonly column: SummaryColumnName; readonly reversed: boolean } | undefined;
    readonly filter: string;
    /** Whether it shows layers only, without blocks. */
    readonly flat: boolean;
}

export const figuresTabs = ["table", "plots", "comparison"] as const;
export type FiguresTab = (typeof figuresTabs)[number];

/** What the panel below the graph shows. */
export interface FiguresState {
    readonly open: boolean;
    readonly tab: FiguresTab;
    /** The part of the page's height that it takes. */
    readonly share: number;
    readonly table: TableState;
    /** Whether the plots have logarithmic scales. */
    readonly logarithmic: boolean;
}

export const firstFiguresState: FiguresState = {
    open: false, tab: "table", share: 0.4, logarithmic: false,
    table: { columns: defaultColumns, sort: undefined, filter: "", flat: false },
};
