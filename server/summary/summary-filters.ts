import { readAmount } from "./amounts.ts";
import { isSummaryColumn, type SummaryColumnName } from "./summary-columns.ts";

/** A condition on a row: `macs>1000000`, `kind=conv`, `path=layer1.*`. */
export interface SummaryFilter {
    readonly column: SummaryColumnName;
    readonly operator: (typeof operators)[number];
    readonly value: string | number;
}

/** A text that is no condition, or one on an unknown column, or with a text where a number must be. */
export type MisreadFilter =
    | { readonly problem: "form" }
    | { readonly problem: "column"; readonly name: string }
    | { readonly problem: "number"; readonly value: string };

const operators = ["=", "!=", ">", ">=", "<", "<="] as const;

/** Reads a condition as people write it; amounts may have units, as in `macs>1M`. */
export function readSummaryFilter(text: string): SummaryFilter | MisreadFilter {
    const [, column, operator, value] = /^\s*([\w%]+)\s*(>=|<=|!=|=|>|<)\s*(.*?)\s*$/s.exec(text) ?? [];
    const known = operators.find((one) => one === operator);
    if (column === undefined || known === undefined || value === undefined || value === "") {
        return { problem: "form" };
    }
    if (!isSummaryColumn(column)) {
        return { problem: "column", name: column };
    }
    const amount = readAmount(value);
    return amount === undefined && known !== "=" && known !== "!="
        ? { problem: "number", value }
        : { column, operator: known, value: amount ?? value };
}

/** Whether a cell's value meets a condition; `*` in a text matches any text. */
export function meetsFilter(found: string | number | null, { operator, value }: SummaryFilter): boolean {
    if (operator === "=" || operator === "!=") {
        const isEqual = typeof value === "number" ? found === value : globPattern(value).test(String(found ?? ""));
        return isEqual === (operator === "=");
    }
    if (typeof found !== "number" || typeof value !== "number") {
        return false;
    }
    switch (operator) {
        case ">": return found > value;
        case ">=": return found >= value;
        case "<": return found < value;
        case "<=": return found <= value;
    }
}

function globPattern(text: string): RegExp {
    const escaped = text.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&").replaceAll("*", ".*");
    return new RegExp(`^${escaped}$`, "i");
}
