/** The rules of definitions: decorators, parameters and `let`. */

import type { IToken } from "chevrotain";
import { documentationAbove } from "./comments.ts";
import { FlowParser } from "./flow-parser.ts";
import { foreign } from "./foreign-syntax.ts";
import { keyword, sign, token as kind } from "./lexer.ts";
import { identifier } from "./parser-base.ts";
import type { BracketedList } from "./recovering-parser.ts";
import { endOf, spanOf } from "./token.ts";
import type { Decorator, Identifier, Let, Line, Parameter } from "./syntax-tree.ts";

export type Decorators = readonly Decorator[];

export const undecorated: Decorators = [];

export abstract class DefinitionParser extends FlowParser {
    protected readonly decorators = this.RULE("decorators", (): Decorators => {
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

    /** Decorators without a target are kept on an empty `let`, which is allowed everywhere. */
    protected nothingToDecorate(start: IToken, decorators: Decorators): Let {
        this.reportNext("decorated");
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

    protected readonly definedName = this.RULE("definedName", (): Identifier | undefined => {
        const name = this.OPTION(() => identifier(this.CONSUME(kind.name)));
        this.require(name, "name");
        if (name?.text === "_") {
            const { start, end, text } = name;
            this.report({ code: "unexpected-token", start, end, found: { text }, expected: "name" });
        }
        return name;
    });

    protected readonly parameters = this.RULE("parameters", (): BracketedList<Parameter> =>
        this.list("(", () => this.SUBRULE(this.parameter), "parameter"));

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

    protected readonly letStatement = this.RULE("letStatement", (start: IToken, decorators: Decorators): Let | Line => {
        const word = this.CONSUME(keyword.let);
        const name = this.SUBRULE(this.definedName);
        const parameters = this.OPTION(() => this.SUBRULE(this.parameters))?.items;
        const equals = this.OPTION1(() => this.CONSUME(sign["="]));
        this.require(equals, "=");
        const value = this.OPTION2(() => this.SUBRULE(this.value)) ?? this.missingExpression();
        return this.ACTION(() => {
            if (value.kind !== "flow") {
                const documentation = this.documentation(decorators, word);
                return { kind: "let", ...this.spanFrom(start), decorators, name, parameters, value, documentation };
            }
            const span = { start: word.startOffset, end: name?.start ?? endOf(word) };
            this.report({ code: "flow-in-let", ...spanOf(word) }, { span, text: "" });
            const names = name === undefined ? [] : [name];
            return { kind: "line", ...this.spanFrom(start), decorators, names, flow: value, claim: undefined };
        });
    });

    protected documentation(decorators: Decorators, word: IToken): string | undefined {
        const places = [...decorators.map(({ start }) => start), word.startOffset];
        return documentationAbove(this.source, places);
    }
}
