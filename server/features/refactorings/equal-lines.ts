import { tokensIn, type Token } from "../../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Body, Span, Statement } from "../../../grammar/syntax-tree.ts";
import { descendants } from "../../../grammar/traversal.ts";
import type { LineValues } from "./line-values.ts";

/** How other lines differ from some lines with the same structure. */
export interface Correspondence {
    /** For each name that the lines bind or read from outside, its counterpart. */
    readonly names: ReadonlyMap<string, string>;
    /** The numbers that differ, by the index of their token. */
    readonly numbers: ReadonlyMap<number, string>;
}

/** The tokens of statements, without comments and line ends. */
export function tokensOf(file: ParsedFile, statements: readonly Span[]): readonly Token[] {
    const [first, last] = [statements[0], statements.at(-1)];
    return first === undefined || last === undefined
        ? []
        : tokensIn(file, { start: first.start, end: last.end })
            .filter(({ kind }) => kind !== "comment" && kind !== "newline");
}

/**
 * How some lines correspond to others: with the same tokens except for numbers, names that they bind, and names that
 * they read from outside. Undefined if they do not.
 */
export function correspondence(
    tokens: readonly Token[], others: readonly Token[], isOwnName: (token: Token) => boolean,
): Correspondence | undefined {
    if (tokens.length !== others.length) {
        return undefined;
    }
    const names = new Map<string, string>();
    const numbers = new Map<number, string>();
    for (const [index, token] of tokens.entries()) {
        const other = others[index];
        if (other?.kind !== token.kind) {
            return undefined;
        }
        if (token.kind === "name" && isOwnName(token)) {
            const known = names.get(token.text);
            if (known !== undefined && known !== other.text) {
                return undefined;
            }
            names.set(token.text, other.text);
        } else if (token.kind === "number" && token.text !== other.text) {
            numbers.set(index, other.text);
        } else if (token.text !== other.text) {
            return undefined;
        }
    }
    return new Set(names.values()).size === names.size ? { names, numbers } : undefined;
}

/** The tokens that are names which lines bind or read from outside, by their places. */
export function ownNames(
    statements: readonly Statement[], { reads, binds }: Pick<LineValues, "reads" | "binds">,
): (token: Token) => boolean {
    const nodes = statements.flatMap((statement) => descendants(statement));
    const places = new Set(nodes.flatMap((node) => {
        switch (node.kind) {
            case "name":
                return binds.has(node.text) || reads.has(node.text) ? [node.start] : [];
            case "line":
            case "for":
                return node.names.map(({ start }) => start);
            case "let":
                return node.name === undefined ? [] : [node.name.start];
            default:
                return [];
        }
    }));
    return ({ start }) => places.has(start);
}

/** All bodies of a file. */
export function bodiesOf(file: ParsedFile): readonly Body[] {
    return descendants(file.tree).filter((node): node is Body => node.kind === "body");
}
