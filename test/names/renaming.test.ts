import { expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import type { Node } from "../../grammar/syntax-tree.ts";
import { children, descendants } from "../../grammar/traversal.ts";
import { applyChanges } from "../../server/diagnostics/edits.ts";
import type { Declaration } from "../../server/names/declarations.ts";
import { loadProgram, type FileScope } from "../../server/names/program.ts";
import { declarationsTogether, referencesTo } from "../../server/names/references.ts";
import { renameConflicts } from "../../server/names/rename-conflicts.ts";
import { sampleShape } from "../../server/sizes/shape.ts";
import { readExamples } from "../grammar/example-texts.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { analyzeText, memoryHost } from "../support/memory-host.ts";
import { randomPrograms } from "../support/random-program.ts";

const examples = readExamples();

test.each(examples)("every name of %s is a binding or a reference", (_, text) => {
    expectAllBound(text);
});

test("every name of any program is a binding or a reference", () => {
    fc.assert(fc.property(randomPrograms, expectAllBound), { numRuns: casesOf(300) });
});

test("every name of a truncated program is a binding or a reference", () => {
    fc.assert(fc.property(randomPrograms, fc.double({ min: 0, max: 1, noNaN: true }), (text, at) => {
        expectAllBound(text.slice(0, Math.floor(at * text.length)));
    }), { numRuns: casesOf(300) });
});

test("a new name for anything in any program leaves the network as it is", () => {
    fc.assert(fc.property(randomPrograms, (text) => { expectRenamable(text, () => true); }), { numRuns: casesOf(30) });
});

test.each(examples.filter(([, text]) => text.length < 4000))("a new name for any name of %s leaves the network as it is",
    (_, text) => {
        let index = 0;
        expectRenamable(text, () => (index += 1) % 5 === 0);
    });

function scopeOf(text: string): FileScope {
    return loadProgram("memory:/main.cnn", parse(text), memoryHost({})).main;
}

function declarationsOf({ names }: FileScope): readonly Declaration[] {
    const scopes = names.parsed.tree.items.flatMap((item) => names.of(item).scopes);
    return [names.scope, ...scopes].flatMap((scope) => scope.declarations);
}

/** Each identifier is bound or refers to something, once, but for those that only the language knows. */
function expectAllBound(text: string): void {
    const file = scopeOf(text);
    const references = file.parsed.tree.items.flatMap((item) => file.names.of(item).references.map(({ node }) => node));
    const bindings = [
        ...declarationsOf(file).flatMap((declaration) => declaration.bindings),
        ...file.names.duplicates.map(({ binding }) => binding),
    ].map(({ identifier }) => identifier);
    const found = [...references, ...bindings].toSorted((a, b) => a.start - b.start);
    expect(found).toEqual(namesOf(file.parsed.tree).toSorted((a, b) => a.start - b.start));
}

function namesOf(root: Node): readonly Node[] {
    const ofLanguage = new Set<Node>();
    const names: Node[] = [];
    for (const node of descendants(root)) {
        if (node.kind === "attribute") {
            ofLanguage.add(node.attribute ?? node);
        } else if (node.kind === "decorator") {
            for (const name of [node.name, ...node.arguments.map((argument) => argument.name)]) {
                ofLanguage.add(name ?? node);
            }
        } else if (throwsAway.has(node.kind) || (node.kind === "let" && !isItem(root, node))) {
            for (const child of children(node)) {
                if (child.kind === "identifier" && child.text === "_") {
                    ofLanguage.add(child);
                }
            }
        }
        if ((node.kind === "identifier" || node.kind === "name") && !ofLanguage.has(node)) {
            names.push(node);
        }
    }
    return names;
}

/** Where `_` is not a name. */
const throwsAway: ReadonlySet<Node["kind"]> = new Set(["line", "for", "input", "dimension"]);

function isItem(root: Node, node: Node): boolean {
    return root.kind === "file" && root.items.some((item) => item === node);
}

/** Renames some declarations, each separately, and compares the resulting networks. */
function expectRenamable(text: string, isTried: () => boolean): void {
    const file = scopeOf(text);
    const before = networkOf(text);
    for (const declaration of declarationsOf(file).filter(isTried)) {
        const target = { file, declaration };
        const places = declarationsTogether(target, [file]).flatMap((one) => referencesTo(one, [file]));
        const spans = new Map(places.map(({ node: { start, end } }) => [start, { start, end }]));
        const changes = [...spans.values()].map((span) => ({ span, text: "fresh_name" }));
        expect(renameConflicts(target, "fresh_name", [file])).toEqual([]);
        const renamed = applyChanges(text, changes);
        expect(networkOf(renamed), `${text}\n\nwith \`${declaration.name}\` renamed:\n\n${renamed}`).toEqual(before);
    }
}

/** What a text describes, without names and paths. */
function networkOf(text: string): unknown {
    const { models, problems } = analyzeText(text);
    return {
        // Lines that no model reaches are checked as if all branches were taken, so their problems can differ.
        isValid: problems.length === 0,
        models: models.map(({ inputs, layers, outputs }) => {
            const values = [...inputs.map(({ value }) => value), ...layers.flatMap((layer) => layer.outputs)];
            return {
                layers: layers.map((layer) => ({
                    layer: layer.definition.name, inputs: layer.inputs.map((value) => values.indexOf(value)),
                    shapes: layer.outputs.map(({ shape }) => sampleShape(shape)),
                })),
                outputs: outputs.map(({ value }) => values.indexOf(value)),
            };
        }),
    };
}
