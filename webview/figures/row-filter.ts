import { text, type Text } from "../../server/text.ts";
import { summaryColumnNames, type SummaryColumnName } from "../../server/summary/summary-columns.ts";
import { meetsFilter, readSummaryFilter } from "../../server/summary/summary-filters.ts";
import type { LayerSummary } from "../../server/summary/summary-data.ts";

/** Which rows a text selects. */
export interface RowFilter {
    /** Undefined if every row is kept. */
    readonly keeps: ((row: LayerSummary) => boolean) | undefined;
    /** The columns whose values it compares. */
    readonly columns: readonly SummaryColumnName[];
    /** What is wrong with the text. */
    readonly problem: Text | undefined;
}

/**
 * Reads conditions such as `macs>1M`, `kind=conv` and `path=layer1.*`, which must all hold; a word alone is a part of a
 * path or kind.
 */
export function readRowFilter(
    query: string, valueOf: (column: SummaryColumnName, row: LayerSummary) => string | number | null,
): RowFilter {
    const conditions: ((row: LayerSummary) => boolean)[] = [];
    const columns: SummaryColumnName[] = [];
    for (const term of query.split(/\s+/).filter((one) => one !== "")) {
        const read = readSummaryFilter(term);
        if (!("problem" in read)) {
            columns.push(read.column);
            conditions.push((row) => meetsFilter(valueOf(read.column, row), read));
        } else if (read.problem === "form") {
            conditions.push(({ path, kind }) => has(path, term) || has(kind, term));
        } else {
            return { keeps: undefined, columns: [], problem: read.problem === "column"
                ? text("There is no column {name}. The columns are {columns}.", {
                    name: read.name, columns: summaryColumnNames.join(", "),
                })
                : text("{value} is not a number.", { value: read.value }) };
        }
    }
    return {
        keeps: conditions.length === 0 ? undefined : (row) => conditions.every((holds) => holds(row)), columns,
        problem: undefined,
    };
}

function has(whole: string, part: string): boolean {
    return whole.toLowerCase().includes(part.toLowerCase());
}
