/**
 * Limits the depth of the tree, because the parser and everything that traverses the tree is recursive. Deeper parts
 * are cut out and reported before parsing.
 */

import type { IToken } from "chevrotain";
import { binaryOperators, closers, keyword, openers, prefixOperators, sign, token as kind } from "./lexer.ts";
import { deepestBrackets, highestTree } from "./nesting-limits.ts";
import { retyped, spanOf } from "./token.ts";
import type { SyntaxProblem } from "./syntax-problem.ts";

export interface LimitedTokens {
    readonly tokens: IToken[];
    readonly problems: readonly SyntaxProblem[];
}

/** An open bracket, or the file. A segment is the part between two commas, arrows or line ends. */
interface Level {
    /** The index of its opening bracket in the result. */
    readonly index: number;
    /** The index of the segment's start in the result. */
    segment: number;
    /** The number of operators in the segment; each may move the preceding part one level deeper. */
    links: number;
    /** The height of the highest bracket so far in the segment. */
    deepest: number;
    /** The height of the highest segment so far. */
    height: number;
}

const segmentEnds = new Set([sign[","], sign["->"], sign["="], kind.newline]);
const operandEnds = new Set([kind.name, kind.string, sign[")"], sign["]"]]);

const links = new Set([...binaryOperators, ...prefixOperators, sign["."], keyword.else]);

/** Balanced tokens stay balanced. */
export function limitNesting(tokens: IToken[]): LimitedTokens {
    const kept: IToken[] = [];
    const problems: SyntaxProblem[] = [];
    const report = (token: IToken, limit: number): void => {
        problems.push({ code: "nesting-too-deep", ...spanOf(token), limit });
    };
    const levels: Level[] = [];
    let level: Level = { index: -1, segment: 0, links: 0, deepest: 0, height: 0 };
    for (let index = 0; index < tokens.length; index++) {
        const token = tokens[index];
        if (token === undefined) {
            break;
        }
        const type = token.tokenType;
        if (isLink(token, kept.at(-1))) {
            level.links++;
            if (level.links + level.deepest > highestTree) {
                report(token, highestTree);
                // The whole segment is cut: keeping a part would leave no height for the enclosing brackets.
                const first = kept[level.segment] ?? token;
                kept.length = level.segment;
                kept.push(retyped({ ...first, image: "" }, kind.hole));
                index = endOfSegment(tokens, index) - 1;
                level.links = 0;
                level.deepest = 0;
                continue;
            }
        }
        if (openers.has(type)) {
            if (levels.length === deepestBrackets) {
                report(token, deepestBrackets);
                index = matching(tokens, index);
                kept.push(token, ...fillerFor(token), ...tokens.slice(index, index + 1));
                continue;
            }
            levels.push(level);
            level = { index: kept.length, segment: kept.length + 1, links: 0, deepest: 0, height: 0 };
        } else if (closers.has(type)) {
            endSegment(level);
            const outer = levels.pop();
            if (outer !== undefined) {
                outer.deepest = Math.max(outer.deepest, level.height + 1);
                const opener = kept[level.index];
                if (outer.links + outer.deepest > highestTree && opener !== undefined) {
                    report(opener, highestTree);
                    kept.length = level.index + 1;
                    kept.push(...fillerFor(opener));
                    outer.deepest = 1;
                    outer.links = 0;
                }
                level = outer;
            }
        } else if (segmentEnds.has(type)) {
            endSegment(level);
            level.segment = kept.length + 1;
        }
        kept.push(token);
    }
    return problems.length === 0 ? { tokens, problems } : { tokens: kept, problems };
}

function endSegment(level: Level): void {
    level.height = Math.max(level.height, level.links + level.deepest);
    level.links = 0;
    level.deepest = 0;
}

/** Whether a token moves the preceding part deeper into the tree. */
function isLink(token: IToken, before: IToken | undefined): boolean {
    const type = token.tokenType;
    if (type === sign["["]) {
        return before !== undefined && operandEnds.has(before.tokenType);
    }
    return links.has(type);
}

function fillerFor(opener: IToken): readonly IToken[] {
    return opener.tokenType === sign["{"] ? [] : [retyped({ ...opener, image: "" }, kind.hole)];
}

/** The index of the bracket that closes the one at an index. */
function matching(tokens: readonly IToken[], from: number): number {
    let depth = 0;
    for (let index = from; index < tokens.length; index++) {
        const type = tokens[index]?.tokenType;
        if (type !== undefined && openers.has(type)) {
            depth++;
        } else if (type !== undefined && closers.has(type) && --depth === 0) {
            return index;
        }
    }
    return tokens.length;
}

/** The index of the token that ends the segment around an index. */
function endOfSegment(tokens: readonly IToken[], from: number): number {
    for (let index = from; index < tokens.length; index++) {
        const type = tokens[index]?.tokenType;
        if (type === undefined || closers.has(type) || segmentEnds.has(type)) {
            return index;
        }
        if (openers.has(type)) {
            index = matching(tokens, index);
        }
    }
    return tokens.length;
}
