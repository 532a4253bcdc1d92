import type { Block, Model } from "../../../grammar/syntax-tree.ts";
import type { ModelGraph, Scope } from "../../graph/graph.ts";
import type { Trace } from "../../evaluation/trace.ts";
import { containersOf, initLines, type InitStatement } from "./attributes.ts";
import { writeBody } from "./body.ts";
import { forwardLines, variablesRead } from "./forward.ts";
import { atom, docstring, printLiteral, pythonName, statementLines, type PythonText } from "./python.ts";
import { literalOf, Untranslatable } from "./state.ts";
import {
    Writing, type BlockClass, type BodyFacts, type BodyOptions, type ClassParameter, type WrittenBody,
} from "./writing.ts";

/** A class of the module, written. */
export interface WrittenClass {
    readonly made: BlockClass;
    readonly lines: readonly string[];
}

/** A model's blocks as classes: one for all uses where one text is right for all, else one for each kind of use. */
export class BlockClasses {
    /** In the order in which Python meets them: what is used comes first. */
    readonly written: WrittenClass[] = [];
    /** A file's lets that the classes name, as Python writes them. */
    readonly constants = new Map<string, string>();
    readonly preamble = new Set<string>();
    readonly #trace: Trace;
    readonly #uses = new Map<Block, Scope[]>();
    readonly #states = new Map<Block, "working" | "apart" | BlockClass>();
    readonly #apart = new Map<Scope, BlockClass>();
    readonly #names: Set<string>;

    constructor(graph: ModelGraph, trace: Trace, taken: readonly string[]) {
        this.#trace = trace;
        this.#names = new Set(taken);
        for (const scope of graph.scopes) {
            const block = trace.entered(scope)?.block;
            if (block !== undefined) {
                this.#uses.set(block, [...this.#uses.get(block) ?? [], scope]);
            }
        }
    }

    /** The class that a use of a block makes one of. */
    classOf(scope: Scope): BlockClass {
        const block = this.#trace.entered(scope)?.block;
        if (block === undefined) {
            throw new Untranslatable("a scope that is no use of a block");
        }
        const state = this.#states.get(block);
        if (state === "working") {
            throw new Untranslatable("a block that uses itself");
        }
        if (state === undefined) {
            this.#states.set(block, "working");
            const together = this.#together(block);
            this.#states.set(block, together ?? "apart");
            return together ?? this.#classApart(block, scope);
        }
        return state === "apart" ? this.#classApart(block, scope) : state;
    }

    #together(block: Block): BlockClass | undefined {
        try {
            return this.#add(block, this.write(block, this.#uses.get(block) ?? [], false));
        } catch (error) {
            if (!(error instanceof Untranslatable)) {
                throw error;
            }
            return undefined;
        }
    }

    #classApart(block: Block, scope: Scope): BlockClass {
        const known = this.#apart.get(scope);
        if (known !== undefined) {
            return known;
        }
        const written = this.write(block, [scope], true);
        const equal = this.written.find(({ made, lines }) => {
            const own = classLines(block, made.name, written);
            return own.lines.join("\n") === lines.join("\n");
        });
        const made = equal?.made ?? this.#add(block, written);
        this.#apart.set(scope, made);
        return made;
    }

    #add(block: Block, written: SettledBody): BlockClass {
        const wanted = pythonName(block.name?.text ?? "Block");
        let name = wanted;
        for (let number = 2; this.#names.has(name); number += 1) {
            name = `${wanted}_${number}`;
        }
        this.#names.add(name);
        const one = classLines(block, name, written);
        this.written.push(one);
        return one.made;
    }

    /** Writes a body until what is found out while writing changes nothing more. */
    write(node: Block | Model, uses: readonly Scope[], literal: boolean): SettledBody {
        const preamble = new Set<string>();
        const constants = new Map<string, string>();
        const options: BodyOptions = {
            trace: this.#trace, node, uses, literal,
            classOf: (scope) => this.classOf(scope),
            constant: (name, scope) => this.#constant(name, scope, constants),
            preambleEntry: (name) => { preamble.add(name); },
        };
        let facts: BodyFacts = { kept: new Set(), containers: new Map(), renamed: new Set() };
        for (let round = 0; round < mostRounds; round += 1) {
            preamble.clear();
            constants.clear();
            const body = writeBody(new Writing(options, facts));
            const containers = containersOf(body.init);
            const renamed = new Set(node.parameters.map(({ name }) => name.text).filter((name) =>
                pathsOf(body.init).some((path) => path.split(".")[0] === name)));
            const isSettled = !body.changed && same([...containers], [...facts.containers]) &&
                same([...renamed], [...facts.renamed]);
            if (isSettled) {
                for (const name of preamble) {
                    this.preamble.add(name);
                }
                for (const [name, text] of constants) {
                    this.constants.set(name, text);
                }
                return { body, facts };
            }
            facts = { kept: facts.kept, containers, renamed };
        }
        throw new Untranslatable("a body that does not settle");
    }

    #constant(name: string, scope: Scope, used: Map<string, string>): PythonText | undefined {
        let one: Scope | undefined = scope;
        while (one !== undefined && one.kind !== "block" && one.kind !== "model") {
            one = one.parent;
        }
        const declared = one === undefined ? undefined : this.#trace.entered(one)?.file.constants.get(name);
        const value = declared === undefined ? undefined : literalOf(this.#trace.constant(declared));
        if (value === undefined) {
            return undefined;
        }
        const text = printLiteral(value);
        // Upper case, as Python writes constants, keeps them apart from variables.
        const constant = name.toUpperCase();
        const known = used.get(constant) ?? this.constants.get(constant);
        if (known !== undefined && known !== text) {
            throw new Untranslatable("two lets of one name");
        }
        used.set(constant, text);
        return atom(constant);
    }
}

const mostRounds = 100;

export interface SettledBody {
    readonly body: WrittenBody;
    readonly facts: BodyFacts;
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
    return JSON.stringify(a) === JSON.stringify(b);
}

function pathsOf(statements: readonly InitStatement[]): readonly string[] {
    return statements.flatMap((one) => (one.kind === "set"
        ? [one.path]
        : one.kind === "nested" ? [...pathsOf(one.body), ...pathsOf(one.otherwise)] : []));
}

/** A class as text, and how it is made. */
export function classLines(
    node: Block | Model, name: string, { body, facts }: SettledBody, inputs: readonly string[] = [],
    documentation = node.documentation,
): WrittenClass {
    const doc = documentation === undefined ? [] : [...docstring(documentation, 1), ""];
    const init = initLines(body.init, facts.containers, 2);
    const rowLines = body.row === undefined
        ? undefined
        : statementLines(`super().__init__(${body.row.join(", ")})`, 2);
    const written = [...rowLines ?? init];
    const reads = new Set(body.returned.flatMap((one) => [...one.reads]));
    const forward = forwardLines(body.forward, body.returned.map(({ text }) => text).join(", "), reads, 2);
    const stored = body.row === undefined ? body.symbols.filter(({ name: symbol, of }) =>
        "parameter" in of && mentions(forward.join("\n"), `self\\.${attributeOf(symbol, of.parameter, facts)}`)) : [];
    const used = body.symbols.filter((symbol) =>
        stored.includes(symbol) || mentions(written.join("\n"), `(?<![.\\w"])${symbol.name}(?!=)`));
    const ordered = [...used.filter(({ of }) => !("parameter" in of)), ...used.filter(({ of }) => "parameter" in of)];
    const parameters = ordered.map((parameter, index): ClassParameter => {
        const isLast = ordered.slice(index + 1).every((other) => other.default !== undefined);
        return { name: parameter.name, of: parameter.of, default: isLast ? parameter.default : undefined };
    });
    const signature = ["self", ...parameters.map((parameter) =>
        (parameter.default === undefined ? parameter.name : `${parameter.name}=${printLiteral(parameter.default)}`))];
    const live = variablesRead(body.forward, reads);
    const usesInput = body.row !== undefined || (body.inputVariable !== undefined && live.has(body.inputVariable));
    const values = body.valueParameters.filter((value) => live.has(pythonName(value)));
    const made: BlockClass = {
        name, parameters, usesInput, values,
        plain: body.row !== undefined || (usesInput && values.length === 0 && body.returned.length === 1),
    };
    if (rowLines !== undefined) {
        return {
            made,
            lines: [
                `class ${name}(nn.Sequential):`, ...doc,
                ...statementLines(`def __init__(${signature.join(", ")})`, 1, ":"), ...rowLines,
            ],
        };
    }
    const taken = [
        "self", ...(usesInput && body.inputVariable !== undefined ? [body.inputVariable] : []), ...values.map(pythonName),
        ...inputs.map(pythonName),
    ];
    const kept = stored.map(({ name: symbol, of }) =>
        `        self.${attributeOf(symbol, "parameter" in of ? of.parameter : "", facts)} = ${symbol}`);
    return {
        made,
        lines: [
            `class ${name}(nn.Module):`, ...doc,
            ...(init.length === 0 && kept.length === 0
                ? []
                : [
                    ...statementLines(`def __init__(${signature.join(", ")})`, 1, ":"), "        super().__init__()",
                    ...kept, ...init, "",
                ]),
            `    def forward(${taken.join(", ")}):`, ...forward,
        ],
    };
}

function attributeOf(symbol: string, parameter: string, facts: BodyFacts): string {
    return facts.renamed.has(parameter) ? `${symbol}_value` : symbol;
}

function mentions(text: string, pattern: string): boolean {
    return new RegExp(`${pattern}(?!\\w)`).test(text);
}
