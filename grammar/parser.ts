/** Text to tree. Any text gives a tree; what is wrong with the text is listed beside it. */

import type { IToken } from "chevrotain";
import { documentationAbove, readComments } from "./comments.ts";
import { FlowParser } from "./flow-parser.ts";
import { keyword, lex, sign, token as kind } from "./lexer.ts";
import { splitStatements } from "./newlines.ts";
import { identifier } from "./parser-base.ts";
import type { BracketedList } from "./parser-base.ts";
import type {
    Block, Body, Comment, Decorator, Dimension, Expression, Flow, Identifier, If, Import, Input, Item, Let, Line, Model,
    Output, Parameter, ParsedFile, Require, Return, Statement, SyntaxProblem,
} from "./syntax-tree.ts";

/** Reads a `.cnn` file. Never throws, and takes time in proportion to the text's length. */
export function parse(text: string): ParsedFile {
    const { tokens: lexed, comments } = lex(text);
    const { tokens, problems } = splitStatements(text, lexed);
    return parser.parse(text, tokens, readComments(comments), problems);
}

type Decorators = readonly Decorator[];

const undecorated: Decorators = [];

class CnnParser extends FlowParser {
    private comments: readonly Comment[] = [];

    constructor() {
        super();
        this.performSelfAnalysis();
    }

    parse(text: string, tokens: IToken[], comments: readonly Comment[], problems: SyntaxProblem[]): ParsedFile {
        this.comments = comments;
        this.begin(text, tokens, problems);
        const items = this.file();
        this.input = [];
        return {
            text,
            tree: { kind: "file", start: 0, end: text.length, items, comments },
            problems: problems.sort((a, b) => a.start - b.start || a.end - b.end),
        };
    }

    // ---- items

    private readonly file = this.RULE("file", (): readonly Item[] => {
        const items: Item[] = [];
        this.MANY(() => this.OR({
            DEF: [
                { ALT: () => this.CONSUME(kind.newline) },
                {
                    ALT: () => {
                        const item = this.SUBRULE(this.item);
                        this.ACTION(() => {
                            items.push(item);
                            this.endStatement();
                        });
                    },
                },
                { ALT: () => this.SUBRULE(this.strayLine, { ARGS: ["`model`, `block`, `let` or `import`"] }) },
            ],
            IGNORE_AMBIGUITIES: true,
        }));
        return items;
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
            { ALT: (): Item => this.SUBRULE(this.letStatement, { ARGS: [start, decorators] }) },
            { ALT: (): Item => this.SUBRULE(this.blockItem, { ARGS: [start, decorators] }) },
            { ALT: (): Item => this.SUBRULE(this.modelItem, { ARGS: [start, decorators] }) },
        ]));

    private readonly importItem = this.RULE("importItem", (start: IToken, decorators: Decorators): Import => {
        this.CONSUME(keyword.import);
        const path = this.OPTION(() => this.SUBRULE(this.stringLiteral));
        return this.ACTION(() => {
            this.require(path, "a file name in quotes");
            return { kind: "import", ...this.spanFrom(start), decorators, path };
        });
    });

    private readonly letStatement = this.RULE("letStatement", (start: IToken, decorators: Decorators): Let => {
        const word = this.CONSUME(keyword.let);
        const name = this.SUBRULE(this.definedName);
        const parameters = this.OPTION(() => this.SUBRULE(this.parameters));
        const equals = this.OPTION1(() => this.CONSUME(sign["="]));
        this.ACTION(() => this.require(equals, "`=`"));
        const value = this.OPTION2(() => this.SUBRULE(this.expression));
        return this.ACTION(() => ({
            kind: "let",
            value: value ?? this.missingExpression(),
            ...this.spanFrom(start),
            decorators,
            name,
            parameters: parameters?.items,
            documentation: this.documentation(decorators, word),
        }));
    });

    private readonly blockItem = this.RULE("blockItem", (start: IToken, decorators: Decorators): Block => {
        const word = this.CONSUME(keyword.block);
        const name = this.SUBRULE(this.definedName);
        const parameters = this.OPTION(() => this.SUBRULE(this.parameters));
        this.ACTION(() => this.require(parameters, "`(`"));
        const body = this.OPTION1(() => this.SUBRULE(this.body));
        return this.ACTION(() => {
            this.require(body, "`{`");
            return {
                kind: "block",
                ...this.spanFrom(start),
                decorators,
                name,
                parameters: parameters?.items ?? [],
                body,
                documentation: this.documentation(decorators, word),
            };
        });
    });

    private readonly modelItem = this.RULE("modelItem", (start: IToken, decorators: Decorators): Model => {
        const word = this.CONSUME(keyword.model);
        const name = this.SUBRULE(this.definedName);
        const parameters = this.OPTION(() => this.SUBRULE(this.parameters));
        const body = this.OPTION1(() => this.SUBRULE(this.body));
        return this.ACTION(() => {
            this.require(body, "`{`");
            return {
                kind: "model",
                ...this.spanFrom(start),
                decorators,
                name,
                parameters: parameters?.items ?? [],
                body,
                documentation: this.documentation(decorators, word),
            };
        });
    });

    private readonly parameters = this.RULE("parameters", (): BracketedList<Parameter> =>
        this.list("(", () => this.SUBRULE(this.parameter), "a parameter's name"));

    private readonly parameter = this.RULE("parameter", (): Parameter => {
        const start = this.LA(1);
        const name = this.CONSUME(kind.name);
        const value = this.OPTION(() => {
            this.CONSUME(sign["="]);
            const given = this.OPTION1(() => this.SUBRULE(this.expression));
            return this.ACTION(() => given ?? this.missingExpression());
        });
        return this.ACTION(() => ({
            kind: "parameter", ...this.spanFrom(start), name: identifier(name), default: value,
        }));
    });

    private readonly definedName = this.RULE("definedName", (): Identifier | undefined => {
        const name = this.OPTION(() => this.CONSUME(kind.name));
        return this.ACTION(() => {
            this.require(name, "a name");
            return name === undefined ? undefined : identifier(name);
        });
    });

    // ---- statements

    protected readonly body = this.RULE("body", (): Body => {
        const start = this.LA(1);
        const statements: Statement[] = [];
        this.CONSUME(sign["{"]);
        this.MANY(() => this.OR({
            DEF: [
                { ALT: () => this.CONSUME(kind.newline) },
                {
                    ALT: () => {
                        const statement = this.SUBRULE(this.statement);
                        this.ACTION(() => {
                            statements.push(statement);
                            this.endStatement();
                        });
                    },
                },
                { ALT: () => this.SUBRULE(this.strayLine, { ARGS: ["a layer"] }) },
            ],
            IGNORE_AMBIGUITIES: true,
        }));
        this.CONSUME(sign["}"]);
        return this.ACTION(() => ({ kind: "body", ...this.spanFrom(start), statements }));
    });

    private readonly statement = this.RULE("statement", (): Statement => {
        const start = this.LA(1);
        return this.OR([
            { ALT: () => this.SUBRULE(this.undecoratedStatement, { ARGS: [start, undecorated] }) },
            {
                ALT: () => {
                    const decorators = this.SUBRULE(this.decorators);
                    const statement = this.OPTION(() =>
                        this.SUBRULE1(this.undecoratedStatement, { ARGS: [start, decorators] }));
                    return this.ACTION(() => statement ?? this.nothingToDecorate(start, decorators));
                },
            },
        ]);
    });

    private readonly undecoratedStatement = this.RULE("undecoratedStatement", (
        start: IToken, decorators: Decorators,
    ): Statement => this.OR([
        { ALT: (): Statement => this.SUBRULE(this.line, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.letStatement, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.inputStatement, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.outputStatement, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.requireStatement, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.returnStatement, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.ifStatement, { ARGS: [start, decorators] }) },
    ]));

    private readonly decorators = this.RULE("decorators", (): Decorators => {
        const decorators: Decorator[] = [];
        this.AT_LEAST_ONE(() => {
            const decorator = this.SUBRULE(this.decorator);
            this.OPTION(() => this.CONSUME(kind.newline));
            this.ACTION(() => decorators.push(decorator));
        });
        return decorators;
    });

    private readonly decorator = this.RULE("decorator", (): Decorator => {
        const start = this.LA(1);
        this.CONSUME(sign["@"]);
        const name = this.OPTION(() => this.CONSUME(kind.name));
        this.ACTION(() => this.require(name, "a decorator's name"));
        const list = this.OPTION1(() => this.SUBRULE(this.arguments));
        return this.ACTION(() => ({
            kind: "decorator",
            ...this.spanFrom(start),
            name: name === undefined ? undefined : identifier(name),
            arguments: list?.items ?? [],
        }));
    });

    private readonly inputStatement = this.RULE("inputStatement", (start: IToken, decorators: Decorators): Input => {
        this.CONSUME(keyword.input);
        const name = this.SUBRULE(this.definedName);
        const colon = this.OPTION(() => this.CONSUME(sign[":"]));
        this.ACTION(() => this.require(colon, "`:`"));
        const shape = this.OPTION1(() => this.list("[", () => this.SUBRULE(this.dimension), "a size"));
        return this.ACTION(() => {
            this.require(shape, "the shape in brackets, such as `[3, 224, 224]`");
            return {
                kind: "input",
                ...this.spanFrom(start),
                decorators,
                name,
                dimensions: shape?.items ?? [],
                shapeSpan: shape?.span,
            };
        });
    });

    private readonly dimension = this.RULE("dimension", (): Dimension => {
        const start = this.LA(1);
        return this.OR([
            {
                ALT: (): Dimension => {
                    const name = this.CONSUME(kind.name);
                    this.CONSUME(sign["="]);
                    const given = this.OPTION(() => this.SUBRULE(this.expression));
                    return this.ACTION(() => {
                        const size = given ?? this.missingExpression("a size");
                        return { kind: "dimension", ...this.spanFrom(start), name: identifier(name), size };
                    });
                },
            },
            {
                ALT: (): Dimension => {
                    const size = this.SUBRULE1(this.expression);
                    const name = undefined;
                    return this.ACTION(() => ({ kind: "dimension", ...this.spanFrom(start), name, size }));
                },
            },
        ]);
    });

    private readonly outputStatement = this.RULE("outputStatement", (start: IToken, decorators: Decorators): Output => {
        this.CONSUME(keyword.output);
        const name = this.SUBRULE(this.definedName);
        const flow = this.OPTION(() => {
            this.CONSUME(sign["="]);
            return this.SUBRULE(this.flow);
        });
        const claim = this.OPTION1(() => this.SUBRULE(this.claim));
        return this.ACTION(() => ({ kind: "output", ...this.spanFrom(start), decorators, name, flow, claim }));
    });

    private readonly requireStatement = this.RULE("requireStatement", (start: IToken, decorators: Decorators): Require => {
        this.CONSUME(keyword.require);
        const condition = this.SUBRULE(this.condition);
        const message = this.OPTION(() => {
            this.CONSUME(sign[","]);
            const text = this.OPTION1(() => this.SUBRULE(this.stringLiteral));
            this.ACTION(() => this.require(text, "a message in quotes"));
            return text;
        });
        return this.ACTION(() => ({ kind: "require", ...this.spanFrom(start), decorators, condition, message }));
    });

    private readonly returnStatement = this.RULE("returnStatement", (start: IToken, decorators: Decorators): Return => {
        this.CONSUME(keyword.return);
        const flows: Flow[] = [this.SUBRULE(this.flow)];
        this.MANY(() => {
            this.CONSUME(sign[","]);
            const flow = this.SUBRULE1(this.flow);
            this.ACTION(() => flows.push(flow));
        });
        return this.ACTION(() => ({ kind: "return", ...this.spanFrom(start), decorators, flows }));
    });

    private readonly ifStatement = this.RULE("ifStatement", (start: IToken, decorators: Decorators): If => {
        this.CONSUME(keyword.if);
        const condition = this.SUBRULE(this.condition);
        const then = this.OPTION(() => this.SUBRULE(this.body));
        this.ACTION(() => this.require(then, "`{`"));
        const otherwise = this.OPTION1(() => {
            this.CONSUME(keyword.else);
            const next = this.LA(1);
            const branch = this.OPTION2(() => this.OR([
                { ALT: (): If | Body => this.SUBRULE(this.ifStatement, { ARGS: [next, []] }) },
                { ALT: (): If | Body => this.SUBRULE1(this.body) },
            ]));
            this.ACTION(() => this.require(branch, "`{` or `if`"));
            return branch;
        });
        return this.ACTION(() => ({
            kind: "if", ...this.spanFrom(start), decorators, condition, then, else: otherwise,
        }));
    });

    private readonly condition = this.RULE("condition", (): Expression => {
        const condition = this.OPTION(() => this.SUBRULE(this.expression));
        return this.ACTION(() => condition ?? this.missingExpression("a condition"));
    });

    private readonly line = this.RULE("line", (start: IToken, decorators: Decorators): Line => {
        const { names, flow } = this.OR([
            {
                ALT: () => {
                    const names = this.SUBRULE(this.names);
                    this.CONSUME(sign["="]);
                    return { names, flow: this.SUBRULE(this.flow) };
                },
            },
            {
                ALT: () => {
                    const first = this.LA(1);
                    const value = this.SUBRULE1(this.value);
                    return { names: [], flow: this.ACTION(() => this.toFlow(value, this.spanFrom(first))) };
                },
            },
        ]);
        const claim = this.OPTION(() => this.SUBRULE(this.claim));
        return this.ACTION(() => ({ kind: "line", ...this.spanFrom(start), decorators, names, flow, claim }));
    });

    /** Decorators above nothing are kept on an empty `let`, which can stand anywhere. */
    private nothingToDecorate(start: IToken, decorators: Decorators): Let {
        this.reportNext("what the decorator is for");
        return {
            kind: "let",
            ...this.spanFrom(start),
            decorators,
            name: undefined,
            parameters: undefined,
            value: undefined,
            documentation: undefined,
        };
    }

    private documentation(decorators: Decorators, word: IToken): string | undefined {
        const places = [...decorators.map(({ start }) => start), word.startOffset];
        return documentationAbove(this.text, this.comments, places);
    }
}

/** Built once, on first use of this module: a parser is costly to make and cheap to use again. */
const parser = new CnnParser();
