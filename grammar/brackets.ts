/** The open brackets at a position of the text. */

import type { IToken } from "chevrotain";
import type { Span } from "./syntax-tree.ts";

export type Opener = "(" | "[" | "{";

export const closerOf = { "(": ")", "[": "]", "{": "}" } as const;

export interface OpenBracket {
    readonly opener: Opener;
    readonly token: IToken;
    /** The number and indentation of the line that opens it. */
    readonly line: number;
    readonly indentation: number;
    /** The indentation of a body's first line, if there is one. */
    contentIndentation: number | undefined;
    /** Set if the bracket is missing: a body that is only indented. */
    readonly indented: IndentedBody | undefined;
    /** The previous keyword at the same depth that waits for its body. */
    readonly outerHeader: Header | undefined;
}

export interface Header {
    readonly token: IToken;
    /** The indentation of its line. */
    readonly indentation: number;
}

export interface IndentedBody {
    /** The index of the problem about it. */
    readonly problem: number;
    /** The `:` in place of the bracket, if there is one, or the empty position where the bracket is missing. */
    readonly span: Span;
    /** The indentation of the line that needs the body. */
    readonly indentation: number;
    /** Whether it ends with its line. */
    readonly isOneLine: boolean;
}

export class BracketStack {
    private readonly brackets: OpenBracket[] = [];
    private readonly depths: Readonly<Record<Opener, number[]>> = { "(": [], "[": [], "{": [] };

    get depth(): number {
        return this.brackets.length;
    }

    at(depth: number): OpenBracket | undefined {
        return this.brackets[depth];
    }

    get innermost(): OpenBracket | undefined {
        return this.brackets.at(-1);
    }

    /** Whether a line end can end a statement here. */
    get isInStatements(): boolean {
        return this.innermost === undefined || this.innermost.opener === "{";
    }

    push(bracket: OpenBracket): void {
        this.depths[bracket.opener].push(this.brackets.length);
        this.brackets.push(bracket);
    }

    pop(): OpenBracket | undefined {
        const bracket = this.brackets.pop();
        if (bracket !== undefined) {
            this.depths[bracket.opener].pop();
        }
        return bracket;
    }

    /** The depth of the innermost bracket of a kind, or -1. */
    depthOf(opener: Opener): number {
        return this.depths[opener].at(-1) ?? -1;
    }

    /** The innermost body around a depth. */
    bodyAround(depth: number): OpenBracket | undefined {
        const bodies = this.depths["{"];
        const index = bodies.at(-1) === depth ? -2 : -1;
        return this.brackets[bodies.at(index) ?? -1];
    }

    /** The brackets from a depth on, outermost first. */
    from(depth: number): readonly OpenBracket[] {
        return this.brackets.slice(depth);
    }
}
