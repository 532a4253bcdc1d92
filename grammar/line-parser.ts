/** The rules of lines that compute a value, and of how other languages write them. */

import type { IToken } from "chevrotain";
import { DefinitionParser } from "./definition-parser.ts";
import type { Decorators } from "./definition-parser.ts";
import { flowStarts } from "./flow-parser.ts";
import { foreign } from "./foreign-syntax.ts";
import { arithmeticOnValues } from "./habits.ts";
import { sign, token as kind } from "./lexer.ts";
import { identifier } from "./parser-base.ts";
import { spanOf } from "./token.ts";
import type { SyntaxProblem } from "./syntax-problem.ts";
import type { Expression, Flow, Identifier, Let, Line, ShapeClaim, Span } from "./syntax-tree.ts";

interface NamedValue {
    readonly names: readonly Identifier[];
    readonly value: Expression | Flow;
}

/** The tokens that start a value that a line can name. */
const valueStarts = new Set([...flowStarts, kind.name]);

export abstract class LineParser extends DefinitionParser {
    protected readonly line = this.RULE("line", (start: IToken, decorators: Decorators): Line | Let => {
        const parsed = this.OR([
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
                    this.require(equals, "=");
                    return { names, value: this.SUBRULE1(this.namedValue) };
                },
            },
            { ALT: (): NamedValue => ({ names: [], value: this.SUBRULE(this.value) }) },
        ]);
        const assigned = this.OPTION1(() => this.SUBRULE(this.foreignAssignment, { ARGS: [parsed] }));
        const paired = this.OPTION3({
            GATE: () => this.isColonAssignment(parsed),
            DEF: () => this.SUBRULE(this.colonAssignment, { ARGS: [parsed] }),
        });
        const claim = this.OPTION2(() => this.SUBRULE(this.claim));
        return this.ACTION(() => this.lineOf(start, decorators, assigned ?? paired ?? parsed, claim));
    });

    /** The value of a line with names. */
    private readonly namedValue = this.RULE("namedValue", (): Expression | Flow => {
        const value = this.OPTION(() => this.SUBRULE(this.value));
        this.require(value, "layer");
        return value ?? this.emptyFlow();
    });

    /** A line that names a number should be a `let`, and is parsed as one. */
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
            const fix = { span: { start: name.start, end: name.start }, text: "let " };
            const problem = { code: "missing-let", start: name.start, end: name.end, name: name.text } as const;
            this.reportUnlessFollowing(span, problem, fix);
            return {
                kind: "let", ...span, decorators, name, parameters: undefined, value, documentation: undefined,
            };
        }
        return { ...line, flow: this.toFlow(value, { start: value.start, end: value.end }) };
    }

    /** `self.conv1 = …`: the target of an assignment must be a name. */
    private readonly foreignAssignment = this.RULE("foreignAssignment", (target: NamedValue): NamedValue => {
        const name = this.ACTION(() => {
            if (target.value.kind === "attribute" && target.names.length === 0) {
                return target.value.attribute;
            }
            this.reportNext("end-of-line");
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

    /** `self.conv1 = nn.Conv2d(…)` is one mistake with one fix. */
    private reportForeignTarget(
        target: Span, name: Identifier, value: Span, reported: SyntaxProblem | undefined,
    ): void {
        if (reported?.code === "foreign-syntax" && reported.call !== undefined && reported.start === value.start) {
            const span = { start: target.start, end: reported.end };
            this.problems.splice(this.problems.indexOf(reported), 1);
            const call = { ...reported.call, start: target.start, target: name.text };
            this.report({ ...reported, ...span, found: this.quotable(span), call });
        } else {
            this.report(foreign(this.quotable(target), name.text, { start: target.start, end: target.end }, name.text));
        }
    }

    /** Whether a name and a `:` are followed by a value instead of a shape. */
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
}

/** Whether an expression can only be a number, a string, a boolean or a list. */
function isNumeric(value: Expression | Flow): value is Expression {
    return value.kind !== "flow" && value.kind !== "error" && !isFlowStart(value);
}

function isFlowStart({ kind }: Expression): boolean {
    return kind === "name" || kind === "in" || kind === "call-expression";
}
