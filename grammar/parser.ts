/** Text to tree. Any text gives a tree; what is wrong with the text is listed beside it. */

import type { IOrAlt, IToken } from "chevrotain";
import { documentationAbove, readComments } from "./comments.ts";
import { FlowParser } from "./flow-parser.ts";
import { foreign, translateForeignSyntax } from "./foreign-syntax.ts";
import { arithmeticOnValues } from "./habits.ts";
import { keyword, lex, sign, token as kind } from "./lexer.ts";
import { limitNesting } from "./nesting.ts";
import { splitStatements } from "./newlines.ts";
import { identifier } from "./parser-base.ts";
import type { BracketedList } from "./parser-base.ts";
import { endOf, spanOf } from "./token.ts";
import type {
    Block, Body, Comment, Decorator, Expression, Flow, Identifier, If, Import, Input, Item, Let, Line, Model,
    Output, Parameter, ParsedFile, Require, Return, ShapeClaim, Span, Statement,
    SyntaxProblem,
} from "./syntax-tree.ts";

/** Reads a `.cnn` file. Never throws, and takes time in proportion to the text's length. */
export function parse(text: string): ParsedFile {
    const { tokens: lexed, comments: commentTokens } = lex(text);
    const ours = translateForeignSyntax(text, lexed);
    const split = splitStatements(text, ours.tokens);
    const { tokens, problems } = limitNesting(split.tokens);
    const comments = readComments(commentTokens);
    const parsed = parser.parse(text, tokens, comments);
    const certain = inOrder([...ours.problems, ...split.problems, ...problems, ...parsed.problems]);
    const secondary = parsed.secondary.filter(({ line }) => !startsWithin(certain, line)).map(({ problem }) => problem);
    return {
        text,
        tree: { kind: "file", start: 0, end: text.length, items: parsed.items, comments },
        problems: inOrder([...certain, ...secondary]).slice(0, mostProblems),
    };
}

function inOrder(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
    return problems.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Whether any of the problems, which are in order, starts within a span. */
function startsWithin(problems: readonly SyntaxProblem[], { start, end }: Span): boolean {
    let low = 0;
    let high = problems.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((problems[middle]?.start ?? 0) < start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (problems[low]?.start ?? Infinity) <= end;
}

/** A text with more is no `.cnn` file. */
const mostProblems = 1000;

type Decorators = readonly Decorator[];

interface ParsedItems {
    readonly items: readonly Item[];
    readonly problems: readonly SyntaxProblem[];
    /** To be reported only if nothing else is wrong on their lines. */
    readonly secondary: readonly { readonly problem: SyntaxProblem; readonly line: Span }[];
}

interface NamedValue {
    readonly names: readonly Identifier[];
    readonly value: Expression | Flow;
}

/** `if condition { … }`, one of several joined by `else`. */
interface IfClause {
    readonly kind: "clause";
    readonly start: number;
    readonly condition: Expression;
    readonly then: Body | undefined;
}

const undecorated: Decorators = [];
/** What begins a flow and no name. */
const flowStarts = new Set([keyword.in, keyword.repeat, keyword.for]);
/** What begins a line of a body only. */
const bodyStarts = new Set([
    keyword.input, keyword.output, keyword.require, keyword.return, keyword.if, keyword.repeat, keyword.for, keyword.in,
]);
const afterName = new Set([sign["="], sign["("], sign["->"]]);
/** What begins a value that a line can name. */
const valueStarts = new Set([...flowStarts, kind.name]);

class CnnParser extends FlowParser {
    private comments: readonly Comment[] = [];
    private items: Item[] = [];
    /** Whether lines stand between items that belong to none: only the first of them is reported. */
    private isAstray = false;

    constructor() {
        super();
        this.performSelfAnalysis();
    }

    parse(text: string, tokens: IToken[], comments: readonly Comment[]): ParsedItems {
        this.comments = comments;
        this.isAstray = false;
        this.begin(text, tokens);
        this.items = [];
        this.file();
        for (const { token } of this.errors) {
            this.report({ code: "unexpected-token", ...spanOf(token), found: token.image, expected: "something else" });
        }
        const items = this.items;
        this.input = [];
        return { items, problems: this.problems, secondary: this.secondary };
    }

    // ---- items

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

    /** Lines of a network outside any lack what goes around them. */
    private expectedItem(): string {
        const [first, second] = [this.LA(1).tokenType, this.LA(2).tokenType];
        const isOfBody = bodyStarts.has(first) || (first === kind.name && afterName.has(second));
        return isOfBody ? "`model Net {` above the lines of a network" : "`model`, `block`, `let` or `import`";
    }

    private readonly strayBrace = this.RULE("strayBrace", (): void => {
        const brace = this.CONSUME(sign["}"]);
        this.ACTION(() => {
            if (!this.isAstray) {
                const span = spanOf(brace);
                this.report({ code: "stray-bracket", ...span, bracket: "}" }, { span, text: "", title: "Remove `}`" });
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
            this.require(path, "a file name in quotes");
            return { kind: "import", ...this.spanFrom(start), decorators, path };
        });
    });

    private readonly letStatement = this.RULE("letStatement", (start: IToken, decorators: Decorators): Let | Line => {
        const word = this.CONSUME(keyword.let);
        const name = this.SUBRULE(this.definedName);
        const parameters = this.OPTION(() => this.SUBRULE(this.parameters))?.items;
        const equals = this.OPTION1(() => this.CONSUME(sign["="]));
        this.require(equals, "`=`");
        const value = this.OPTION2(() => this.SUBRULE(this.value)) ?? this.missingExpression();
        return this.ACTION(() => {
            if (value.kind !== "flow") {
                const documentation = this.documentation(decorators, word);
                return { kind: "let", ...this.spanFrom(start), decorators, name, parameters, value, documentation };
            }
            const span = { start: word.startOffset, end: name?.start ?? endOf(word) };
            this.report({ code: "flow-in-let", ...spanOf(word) }, { span, text: "", title: "Remove `let`" });
            const names = name === undefined ? [] : [name];
            return { kind: "line", ...this.spanFrom(start), decorators, names, flow: value, claim: undefined };
        });
    });

    private readonly blockItem = this.RULE("blockItem", (start: IToken, decorators: Decorators): Block => {
        const word = this.CONSUME(keyword.block);
        const name = this.SUBRULE(this.definedName);
        const list = this.OPTION(() => this.SUBRULE(this.parameters));
        this.require(list, "`(`", this.insertion("()"));
        const parameters = list?.items ?? [];
        const body = this.OPTION1(() => this.SUBRULE(this.body));
        this.requireBody(body);
        const documentation = this.ACTION(() => this.documentation(decorators, word));
        return { kind: "block", ...this.spanFrom(start), decorators, name, parameters, body, documentation };
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
        this.require(body, "`{`");
        this.isAstray ||= body === undefined;
    }

    private readonly parameters = this.RULE("parameters", (): BracketedList<Parameter> =>
        this.list("(", () => this.SUBRULE(this.parameter), "a parameter's name"));

    private readonly parameter = this.RULE("parameter", (): Parameter => {
        const start = this.LA(1);
        const name = this.CONSUME(kind.name);
        this.OPTION(() => this.SUBRULE(this.annotation));
        const value = this.OPTION1(() => {
            this.CONSUME(sign["="]);
            return this.OPTION2(() => this.SUBRULE(this.expression)) ?? this.missingExpression();
        });
        return { kind: "parameter", ...this.spanFrom(start), name: identifier(name), default: value };
    });

    /** `channels: int`: parameters have no types. */
    private readonly annotation = this.RULE("annotation", (): void => {
        const colon = this.CONSUME(sign[":"]);
        this.OPTION(() => this.SUBRULE(this.expression));
        this.ACTION(() => {
            const span = this.spanFrom(colon);
            this.report(foreign(this.textOf(span), "", span, ""));
        });
    });

    private readonly definedName = this.RULE("definedName", (): Identifier | undefined => {
        const name = this.OPTION(() => identifier(this.CONSUME(kind.name)));
        this.require(name, "a name");
        if (name?.text === "_") {
            this.report({ code: "unexpected-token", start: name.start, end: name.end, found: "_", expected: "a name" });
        }
        return name;
    });

    // ---- statements

    protected readonly body = this.RULE("body", (): Body => {
        const start = this.LA(1);
        const statements: Statement[] = [];
        const forms: IOrAlt<unknown>[] = [
            { ALT: () => this.CONSUME(kind.newline) },
            {
                ALT: () => {
                    statements.push(this.SUBRULE(this.statement));
                    this.endStatement();
                },
            },
            { ALT: () => this.SUBRULE(this.strayLine, { ARGS: ["a layer"] }) },
        ];
        this.CONSUME(sign["{"]);
        this.MANY(() => this.OR({ DEF: forms, IGNORE_AMBIGUITIES: true }));
        this.CONSUME(sign["}"]);
        return { kind: "body", ...this.spanFrom(start), statements };
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
        const name = this.SUBRULE(this.definedName);
        const list = this.OPTION(() => this.SUBRULE(this.arguments));
        return this.ACTION(() => ({
            kind: "decorator", ...this.spanFrom(start), name, arguments: list?.items ?? [],
        }));
    });

    private readonly inputStatement = this.RULE("inputStatement", (start: IToken, decorators: Decorators): Input => {
        this.CONSUME(keyword.input);
        const name = this.SUBRULE(this.definedName);
        this.OR([
            { ALT: () => this.CONSUME(sign[":"]) },
            {
                ALT: () => {
                    const equals = spanOf(this.CONSUME(sign["="]));
                    this.report(foreign("=", ":", equals, ":"));
                },
            },
            { ALT: () => this.require(undefined, "`:`", this.insertion(":")) },
        ]);
        const shape = this.OPTION(() => this.SUBRULE(this.shape));
        this.require(shape, "the shape in brackets, such as `[3, 224, 224]`");
        return this.ACTION(() => ({
            kind: "input",
            ...this.spanFrom(start),
            decorators,
            name,
            dimensions: shape?.items ?? [],
            shapeSpan: shape?.span,
        }));
    });

    private readonly outputStatement = this.RULE("outputStatement", (start: IToken, decorators: Decorators): Output => {
        this.CONSUME(keyword.output);
        const { name, flow } = this.OR({
            DEF: [
                {
                    GATE: () => this.isUnnamedFlow(),
                    ALT: () => ({ name: undefined, flow: this.SUBRULE(this.unnamed) }),
                },
                {
                    ALT: () => ({
                        name: this.SUBRULE(this.definedName),
                        flow: this.OPTION(() => {
                            this.CONSUME(sign["="]);
                            return this.SUBRULE(this.flow);
                        }),
                    }),
                },
            ],
            IGNORE_AMBIGUITIES: true,
        });
        const claim = this.OPTION1(() => {
            this.require(flow, "`=` and a layer");
            return this.SUBRULE(this.claim);
        });
        return { kind: "output", ...this.spanFrom(start), decorators, name, flow, claim };
    });

    /** `output softmax()`, which lacks the output's name. */
    private isUnnamedFlow(): boolean {
        const [first, second] = [this.LA(1).tokenType, this.LA(2).tokenType];
        return flowStarts.has(first) || (first === kind.name && (second === sign["("] || second === sign["->"]));
    }

    private readonly unnamed = this.RULE("unnamed", (): Flow => {
        const at = this.LA(1).startOffset;
        const fix = { span: { start: at, end: at }, text: "result = ", title: "Name the output" };
        this.reportNext("a name and `=`", fix);
        return this.SUBRULE(this.flow);
    });

    private readonly requireStatement = this.RULE("requireStatement", (
        start: IToken, decorators: Decorators,
    ): Require => {
        this.CONSUME(keyword.require);
        const condition = this.SUBRULE(this.condition);
        const message = this.OPTION(() => {
            this.CONSUME(sign[","]);
            const text = this.OPTION1(() => this.SUBRULE(this.stringLiteral));
            this.require(text, "a message in quotes");
            return text;
        });
        return { kind: "require", ...this.spanFrom(start), decorators, condition, message };
    });

    private readonly returnStatement = this.RULE("returnStatement", (start: IToken, decorators: Decorators): Return => {
        this.CONSUME(keyword.return);
        const flows = [this.SUBRULE(this.flow)];
        this.MANY(() => {
            this.CONSUME(sign[","]);
            flows.push(this.SUBRULE1(this.flow));
        });
        return { kind: "return", ...this.spanFrom(start), decorators, flows };
    });

    private readonly ifStatement = this.RULE("ifStatement", (start: IToken, decorators: Decorators): If => {
        const clauses = [this.SUBRULE(this.ifClause)];
        let otherwise: Body | undefined;
        this.MANY(() => {
            this.CONSUME(keyword.else);
            const branch = this.OPTION(() => this.OR([
                { ALT: (): IfClause | Body => this.SUBRULE1(this.ifClause) },
                { ALT: (): IfClause | Body => this.SUBRULE1(this.body) },
            ]));
            this.require(branch, "`{` or `if`");
            this.ACTION(() => {
                if (branch?.kind === "clause") {
                    clauses.push(branch);
                } else {
                    otherwise = branch;
                }
            });
        });
        return this.ACTION(() => this.nestedIf(start, decorators, clauses, otherwise));
    });

    private readonly ifClause = this.RULE("ifClause", (): IfClause => {
        const word = this.CONSUME(keyword.if);
        const condition = this.SUBRULE(this.condition);
        const then = this.OPTION(() => this.SUBRULE(this.body));
        this.require(then, "`{`");
        return { kind: "clause", start: word.startOffset, condition, then };
    });

    private nestedIf(
        start: IToken, decorators: Decorators, clauses: readonly IfClause[], last: Body | undefined,
    ): If {
        const { end } = this.spanFrom(start);
        const build = (clause: IfClause, otherwise: If | Body | undefined): If => ({
            kind: "if",
            start: clause.start,
            end,
            decorators: [],
            condition: clause.condition,
            then: clause.then,
            else: otherwise,
        });
        const [first, ...rest] = clauses;
        const otherwise = rest.reduceRight<If | Body | undefined>((inner, clause) => build(clause, inner), last);
        return { kind: "if", start: start.startOffset, end, decorators, condition: first?.condition, then: first?.then,
            else: otherwise };
    }

    /** A condition; `=` in it is taken for `==`. */
    private readonly condition = this.RULE("condition", (): Expression => {
        const start = this.LA(1);
        const left = this.OPTION(() => this.SUBRULE(this.expression)) ?? this.missingExpression("a condition");
        return this.OPTION1(() => {
            const operatorSpan = spanOf(this.CONSUME(sign["="]));
            this.report(foreign("=", "==", operatorSpan, "=="));
            const right = this.OPTION2(() => this.SUBRULE1(this.expression)) ?? this.missingExpression();
            return { kind: "binary", ...this.spanFrom(start), operator: "==", left, right, operatorSpan } as const;
        }) ?? left;
    });

    private readonly line = this.RULE("line", (start: IToken, decorators: Decorators): Line | Let => {
        const given = this.OR([
            {
                ALT: (): NamedValue => {
                    const names = [identifier(this.CONSUME(kind.name))];
                    this.CONSUME(sign["="]);
                    return { names, value: this.SUBRULE(this.namedValue) };
                },
            },
            {
                ALT: (): NamedValue => {
                    const names = this.SUBRULE(this.severalNames);
                    const equals = this.OPTION(() => this.CONSUME1(sign["="]));
                    this.require(equals, "`=`");
                    return { names, value: this.SUBRULE1(this.namedValue) };
                },
            },
            { ALT: (): NamedValue => ({ names: [], value: this.SUBRULE(this.value) }) },
        ]);
        const assigned = this.OPTION1(() => this.SUBRULE(this.foreignAssignment, { ARGS: [given] }));
        const paired = this.OPTION3({
            GATE: () => this.isColonAssignment(given),
            DEF: () => this.SUBRULE(this.colonAssignment, { ARGS: [given] }),
        });
        const claim = this.OPTION2(() => this.SUBRULE(this.claim));
        return this.ACTION(() => this.lineOf(start, decorators, assigned ?? paired ?? given, claim));
    });

    /** What is named on a line. */
    private readonly namedValue = this.RULE("namedValue", (): Expression | Flow => {
        const value = this.OPTION(() => this.SUBRULE(this.value));
        this.require(value, "a layer");
        return value ?? this.emptyFlow();
    });

    /** `self.conv1 = …`: what is given a value must be a name. */
    private readonly foreignAssignment = this.RULE("foreignAssignment", (target: NamedValue): NamedValue => {
        const name = this.ACTION(() => {
            if (target.value.kind === "attribute" && target.names.length === 0) {
                return target.value.attribute;
            }
            this.reportNext("the end of the line");
            return undefined;
        });
        this.CONSUME(sign["="]);
        const known = this.problems.length;
        const value = this.SUBRULE(this.namedValue);
        return this.ACTION(() => {
            if (name === undefined) {
                return target;
            }
            this.reportForeignTarget(target.value, name, value, this.problems[known]);
            return { names: [name], value };
        });
    });

    /** Whether a name and a `:` have no shape behind them but something to name. */
    private isColonAssignment({ names, value }: NamedValue): boolean {
        return names.length === 0 && value.kind === "name" && valueStarts.has(this.LA(2).tokenType);
    }

    /** `a: conv(8, 3)`, as in YAML. */
    private readonly colonAssignment = this.RULE("colonAssignment", (target: NamedValue): NamedValue => {
        const colon = this.CONSUME(sign[":"]);
        const value = this.SUBRULE(this.namedValue);
        return this.ACTION(() => {
            const span = spanOf(colon);
            const before = /\s/.test(this.text[span.start - 1] ?? "") ? "" : " ";
            this.report(foreign(":", "=", span, `${before}=`));
            const { start, end } = target.value;
            return { names: [{ kind: "identifier", start, end, text: this.textOf({ start, end }) }], value };
        });
    });

    /** `self.conv1 = nn.Conv2d(…)` is one mistake with one mend. */
    private reportForeignTarget(
        target: Span, name: Identifier, value: Span, reported: SyntaxProblem | undefined,
    ): void {
        if (reported?.code === "foreign-syntax" && reported.fix !== undefined && reported.start === value.start) {
            const span = { start: target.start, end: reported.end };
            const between = this.text.slice(target.end, reported.start);
            const instead = `${name.text}${between}${reported.instead}`;
            this.problems.splice(this.problems.indexOf(reported), 1);
            this.report(foreign(this.quotable(span), instead, span, instead));
        } else {
            this.report(foreign(this.quotable(target), name.text, { start: target.start, end: target.end }, name.text));
        }
    }

    /** A line whose value is a number names it, which is for `let` to do: it is taken for one. */
    private lineOf(
        start: IToken, decorators: Decorators, { names, value }: NamedValue, claim: ShapeClaim | undefined,
    ): Line | Let {
        const span = this.spanFrom(start);
        const line = { kind: "line", ...span, decorators, names, claim } as const;
        if (value.kind === "binary" && value.operator === "//" && isFlowStart(value.left)) {
            this.report(foreign("//", "#", value.operatorSpan, "#"));
            return { ...line, flow: this.toFlow(value.left, { start: value.left.start, end: value.left.end }) };
        }
        const [name] = names;
        if (name !== undefined && names.length === 1 && isNumeric(value) && arithmeticOnValues(value) === undefined) {
            const fix = { span: { start: name.start, end: name.start }, text: "let ", title: "Add `let`" };
            const problem = { code: "missing-let", start: name.start, end: name.end, name: name.text } as const;
            this.reportUnlessFollowing(span, problem, fix);
            return {
                kind: "let", ...span, decorators, name, parameters: undefined, value, documentation: undefined,
            };
        }
        return { ...line, flow: this.toFlow(value, { start: value.start, end: value.end }) };
    }

    /** Outside a body, where no line can stand, a `let` stays one even where its value is none for it. */
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

/** Whether an expression can stand only for a number, a string, a boolean or a list. */
function isNumeric(value: Expression | Flow): value is Expression {
    return value.kind !== "flow" && value.kind !== "error" && !isFlowStart(value);
}

function isFlowStart({ kind }: Expression): boolean {
    return kind === "name" || kind === "in" || kind === "call-expression";
}

/** Built once, on first use of this module: a parser is costly to make and cheap to use again. */
const parser = new CnnParser();
