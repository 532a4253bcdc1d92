/** The rules of a file and its items: the complete parser. */

import type { IOrAlt, IToken } from "chevrotain";
import { undecorated } from "./definition-parser.ts";
import type { Decorators } from "./definition-parser.ts";
import { flowStarts } from "./flow-parser.ts";
import { keyword, sign, token as kind } from "./lexer.ts";
import { identifier } from "./parser-base.ts";
import { StatementParser } from "./statement-parser.ts";
import { spanOf } from "./token.ts";
import type { ExpectedPart, SyntaxProblem } from "./syntax-problem.ts";
import type { SourceText } from "./parsed-file.ts";
import type { Block, Body, Identifier, Import, Item, Let, Line, Model, Span } from "./syntax-tree.ts";

export interface ParsedItems {
    readonly items: readonly Item[];
    readonly problems: readonly SyntaxProblem[];
    /** To be reported only if their lines have no other problem. */
    readonly secondary: readonly { readonly problem: SyntaxProblem; readonly line: Span }[];
}

/** The tokens that only start a line of a body. */
const bodyStarts = new Set([
    ...flowStarts, keyword.input, keyword.output, keyword.require, keyword.return, keyword.if,
]);
const afterName = new Set([sign["="], sign["("], sign["->"]]);

export class ItemParser extends StatementParser {
    private items: Item[] = [];
    /** Whether the previous lines belong to no item: only the first of them is reported. */
    private isAstray = false;

    constructor() {
        super();
        this.performSelfAnalysis();
    }

    parse(source: SourceText, tokens: IToken[]): ParsedItems {
        this.isAstray = false;
        this.begin(source, tokens);
        this.items = [];
        this.file();
        for (const { token } of this.errors) {
            const found = { text: token.image };
            this.report({ code: "unexpected-token", ...spanOf(token), found, expected: "other" });
        }
        const items = this.items;
        this.input = [];
        return { items, problems: this.problems, secondary: this.secondary };
    }

    private readonly file = this.RULE("file", (): void => {
        const forms: IOrAlt<unknown>[] = [
            { ALT: () => this.CONSUME(kind.newline) },
            {
                ALT: () => {
                    this.isAstray = false;
                    this.items.push(this.SUBRULE(this.item));
                    this.endStatement();
                },
            },
            { ALT: () => this.SUBRULE(this.strayBrace) },
            {
                ALT: () => {
                    this.SUBRULE(this.strayLine, { ARGS: [this.isAstray ? undefined : this.expectedItem()] });
                    this.isAstray = true;
                },
            },
        ];
        this.MANY(() => this.OR({ DEF: forms, IGNORE_AMBIGUITIES: true }));
    });

    /** Network lines outside a body lack what should surround them. */
    private expectedItem(): ExpectedPart {
        const [first, second] = [this.LA(1).tokenType, this.LA(2).tokenType];
        const isOfBody = bodyStarts.has(first) || (first === kind.name && afterName.has(second));
        return isOfBody ? "model" : "item";
    }

    private readonly strayBrace = this.RULE("strayBrace", (): void => {
        const brace = this.CONSUME(sign["}"]);
        this.ACTION(() => {
            if (!this.isAstray) {
                const span = spanOf(brace);
                this.report({ code: "stray-bracket", ...span, bracket: "}" }, { span, text: "" });
            }
            this.endStatement();
        });
    });

    private readonly item = this.RULE("item", (): Item => {
        const start = this.LA(1);
        return this.OR([
            { ALT: () => this.SUBRULE(this.undecoratedItem, { ARGS: [start, undecorated] }) },
            {
                ALT: () => {
                    const decorators = this.SUBRULE(this.decorators);
                    const item = this.OPTION(() => this.SUBRULE1(this.undecoratedItem, { ARGS: [start, decorators] }));
                    return this.ACTION(() => item ?? this.nothingToDecorate(start, decorators));
                },
            },
        ]);
    });

    private readonly undecoratedItem = this.RULE("undecoratedItem", (start: IToken, decorators: Decorators): Item =>
        this.OR([
            { ALT: (): Item => this.SUBRULE(this.importItem, { ARGS: [start, decorators] }) },
            {
                ALT: (): Item => {
                    const item = this.SUBRULE(this.letStatement, { ARGS: [start, decorators] });
                    return this.ACTION(() => this.asItem(item));
                },
            },
            { ALT: (): Item => this.SUBRULE(this.blockItem, { ARGS: [start, decorators] }) },
            { ALT: (): Item => this.SUBRULE(this.modelItem, { ARGS: [start, decorators] }) },
        ]));

    private readonly importItem = this.RULE("importItem", (start: IToken, decorators: Decorators): Import => {
        this.CONSUME(keyword.import);
        const path = this.OPTION(() => this.SUBRULE(this.stringLiteral));
        return this.ACTION(() => {
            this.require(path, "path");
            return { kind: "import", ...this.spanFrom(start), decorators, path };
        });
    });

    private readonly blockItem = this.RULE("blockItem", (start: IToken, decorators: Decorators): Block => {
        const word = this.CONSUME(keyword.block);
        const input = this.OPTION2(() => this.SUBRULE(this.blockInput));
        const name = this.SUBRULE(this.definedName);
        const list = this.OPTION(() => this.SUBRULE(this.parameters));
        this.require(list, "(", this.insertion("()"));
        const parameters = list?.items ?? [];
        const body = this.OPTION1(() => this.SUBRULE(this.body));
        this.requireBody(body);
        const documentation = this.ACTION(() => this.documentation(decorators, word));
        return { kind: "block", ...this.spanFrom(start), decorators, input, name, parameters, body, documentation };
    });

    /** `x ->` before a block's name, as in a call of the block. */
    private readonly blockInput = this.RULE("blockInput", (): Identifier => {
        const name = this.CONSUME(kind.name);
        this.CONSUME(sign["->"]);
        return identifier(name);
    });

    private readonly modelItem = this.RULE("modelItem", (start: IToken, decorators: Decorators): Model => {
        const word = this.CONSUME(keyword.model);
        const name = this.SUBRULE(this.definedName);
        const parameters = this.OPTION(() => this.SUBRULE(this.parameters))?.items ?? [];
        const body = this.OPTION1(() => this.SUBRULE(this.body));
        this.requireBody(body);
        const documentation = this.ACTION(() => this.documentation(decorators, word));
        return { kind: "model", ...this.spanFrom(start), decorators, name, parameters, body, documentation };
    });

    private requireBody(body: Body | undefined): void {
        this.require(body, "{");
        this.isAstray ||= body === undefined;
    }

    /** Outside a body, where lines are not allowed, a `let` stays a `let` even if its value is not valid for one. */
    private asItem(item: Let | Line): Let {
        if (item.kind === "let") {
            return item;
        }
        this.problems = this.problems.map((problem) => {
            const { code, start, end } = problem;
            return code === "flow-in-let" && start >= item.start ? { code, start, end } : problem;
        });
        const { flow, names: [name], ...rest } = item;
        const value = { kind: "error", start: flow.start, end: flow.end } as const;
        return { ...rest, kind: "let", name, parameters: undefined, value, documentation: undefined };
    }
}
