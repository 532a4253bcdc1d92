import { fc } from "./fast-check.ts";

/** A form of an EBNF grammar. */
type Form =
    | { readonly kind: "terminal" | "word" | "rule"; readonly text: string }
    | { readonly kind: "sequence" | "choice"; readonly parts: readonly Form[] }
    | { readonly kind: "optional" | "repeated"; readonly part: Form };

/** An EBNF grammar by its rules' names; the first rule is the start. Upper-case words are the lexer's tokens. */
export type Grammar = ReadonlyMap<string, Form>;

/** Reads `name = form ;` rules of terminals in quotes, `[optional]`, `{repeated}`, `(grouped)` and `a | b`. */
export function readGrammar(text: string): Grammar {
    const pieces = text.match(/"[^"]*"|\w+|[^\s\w]/g) ?? [];
    let at = 0;
    const expect = (piece: string): void => {
        if (pieces[at++] !== piece) {
            throw new Error(`expected ${piece} before ${pieces.slice(at).join(" ")}`);
        }
    };
    const choice = (end: string): Form => {
        const parts = [sequence(end)];
        while (pieces[at] === "|") {
            at++;
            parts.push(sequence(end));
        }
        expect(end);
        return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "choice", parts };
    };
    const sequence = (end: string): Form => {
        const parts: Form[] = [];
        for (let piece = pieces[at]; piece !== undefined && piece !== end && piece !== "|"; piece = pieces[at]) {
            at++;
            parts.push(form(piece));
        }
        return { kind: "sequence", parts };
    };
    const form = (piece: string): Form => {
        switch (piece) {
            case "[": return { kind: "optional", part: choice("]") };
            case "{": return { kind: "repeated", part: choice("}") };
            case "(": return choice(")");
            default:
                return piece.startsWith("\"")
                    ? { kind: "terminal", text: piece.slice(1, -1) }
                    : { kind: piece === piece.toUpperCase() ? "word" : "rule", text: piece };
        }
    };
    const rules = new Map<string, Form>();
    while (at < pieces.length) {
        const name = pieces[at++] ?? "";
        expect("=");
        rules.set(name, choice(";"));
    }
    return rules;
}

/** Every terminal, word or rule that the grammar's rules mention. */
export function mentioned(grammar: Grammar, kind: "terminal" | "word" | "rule"): ReadonlySet<string> {
    const texts = (form: Form): readonly string[] => {
        switch (form.kind) {
            case "sequence":
            case "choice": return form.parts.flatMap(texts);
            case "optional":
            case "repeated": return texts(form.part);
            default: return form.kind === kind ? [form.text] : [];
        }
    };
    return new Set([...grammar.values()].flatMap(texts));
}

function ruleOf(grammar: Grammar, name: string): Form {
    const form = grammar.get(name);
    if (form === undefined) {
        throw new Error(`no rule ${name}`);
    }
    return form;
}

/** How many of the symbols, terminals or words, the grammar can read from the start; all of them if it derives them. */
export function readableSymbols(grammar: Grammar, symbols: readonly string[]): number {
    const known = new Map<string, ReadonlySet<number>>();
    let furthest = 0;
    const ends = (form: Form, start: number): ReadonlySet<number> => {
        switch (form.kind) {
            case "terminal":
            case "word":
                if (symbols[start] !== form.text) {
                    return new Set();
                }
                furthest = Math.max(furthest, start + 1);
                return new Set([start + 1]);
            case "rule": {
                const key = `${form.text} ${start}`;
                const found = known.get(key) ?? ends(ruleOf(grammar, form.text), start);
                known.set(key, found);
                return found;
            }
            case "sequence":
                return form.parts.reduce<ReadonlySet<number>>(
                    (starts, part) => endsOfAll(part, starts), new Set([start]));
            case "choice": return new Set(form.parts.flatMap((part) => [...ends(part, start)]));
            case "optional": return new Set([start, ...ends(form.part, start)]);
            case "repeated": {
                const all = new Set([start]);
                for (const each of all) {
                    for (const end of ends(form.part, each)) {
                        all.add(end);
                    }
                }
                return all;
            }
        }
    };
    const endsOfAll = (form: Form, starts: ReadonlySet<number>): ReadonlySet<number> =>
        new Set([...starts].flatMap((start) => [...ends(form, start)]));
    const [first = ""] = grammar.keys();
    const isWhole = ends(ruleOf(grammar, first), 0).has(symbols.length);
    return isWhole ? symbols.length : Math.min(furthest, symbols.length - 1);
}

/** Random lists of symbols that the grammar derives; each ends soon after its `choices` are used up. */
export function derivedSymbols(grammar: Grammar, choices = 150): fc.Arbitrary<readonly string[]> {
    const heights = leastHeights(grammar);
    return fc.array(fc.nat(999), { minLength: choices, maxLength: 2 * choices }).map((tape) => {
        const symbols: string[] = [];
        let at = 0;
        /** One of `count`; 0, the way that ends soonest, when the tape is used up. */
        const choose = (count: number): number => (tape[at++] ?? 0) % count;
        const derive = (form: Form): void => {
            switch (form.kind) {
                case "terminal":
                case "word":
                    symbols.push(form.text);
                    return;
                case "rule":
                    derive(ruleOf(grammar, form.text));
                    return;
                case "sequence":
                    form.parts.forEach(derive);
                    return;
                case "choice": {
                    const parts = form.parts.toSorted((a, b) => heights(a) - heights(b));
                    const part = parts[choose(parts.length)];
                    if (part !== undefined) {
                        derive(part);
                    }
                    return;
                }
                case "optional":
                    if (choose(2) === 1) {
                        derive(form.part);
                    }
                    return;
                case "repeated":
                    while (choose(3) > 0) {
                        derive(form.part);
                    }
            }
        };
        const [first = ""] = grammar.keys();
        derive(ruleOf(grammar, first));
        return symbols;
    });
}

/** How many rules deep the shortest derivation of a form is. */
function leastHeights(grammar: Grammar): (form: Form) => number {
    const known = new Map<string, number>();
    const height = (form: Form): number => {
        switch (form.kind) {
            case "rule": return 1 + (known.get(form.text) ?? Infinity);
            case "sequence": return Math.max(0, ...form.parts.map(height));
            case "choice": return Math.min(...form.parts.map(height));
            default: return 0;
        }
    };
    // The highest of the shortest derivations passes through each rule at most once.
    for (let round = 0; round < grammar.size; round++) {
        for (const [name, form] of grammar) {
            known.set(name, height(form));
        }
    }
    return height;
}
