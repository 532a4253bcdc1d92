import type { For, Repeat, Span } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import { inputOwners } from "../../names/input-values.ts";
import { reachingBindings } from "../../names/reaching.ts";
import { text, type Text } from "../../text.ts";
import { FreshNames } from "./fresh-names.ts";
import type { FindRefactorings, Refused, Rewrite, Selected } from "./refactoring.ts";
import { isWithin } from "./selected-lines.ts";
import { namesTensorAbove, spliceBodies, type SplicedStep } from "./spliced-lines.ts";
import { stepAt } from "./step-at.ts";
import { hasTensors } from "./tensors.ts";

/** The maximum number of rounds that are written as lines. */
const mostRounds = 32;

/** `repeat 2 { relu() }` → `relu()` twice. */
export const unrollLoop: FindRefactorings = (selected) => {
    const { file, selection, analysis } = selected;
    const path = nodePathAt(file.tree, selection.start);
    const loop = path.findLast((node): node is Repeat | For => node.kind === "repeat" || node.kind === "for");
    const isAtHead = loop !== undefined && selection.end <= (loop.body?.start ?? loop.end);
    const place = isAtHead ? stepAt(file, loop) : undefined;
    if (loop === undefined || place === undefined) {
        return [];
    }
    const namesInput = [...inputOwners(place.lines.item).values()].includes(loop);
    const renamesTensors = hasTensors(analysis, loop) || (namesInput && namesTensorAbove(analysis, place));
    return [{
        id: "unroll", kind: "refactor.rewrite", renamesTensors,
        title: renamesTensors ? text("Unroll the loop (renames tensors)") : text("Unroll the loop"),
        rewrite: () => unroll(loop, place, selected),
    }];
};

function unroll(
    loop: Repeat | For, place: SplicedStep, { file, analysis }: Selected,
): Rewrite | Refused {
    const rounds = roundsOf(loop, analysis);
    const { body } = loop;
    if ("refusal" in rounds || body === undefined) {
        return "refusal" in rounds ? rounds : { refusal: text("nothing would change") };
    }
    const { item } = place.lines;
    const inputs = [...inputOwners(item)].filter(([, owner]) => owner === loop).map(([node]) => node);
    const reads = new Map<string, Span[]>();
    for (const reference of loop.kind === "for" ? analysis.names.names.of(item).references : []) {
        const isVariable = reference.kind === "value" && isWithin(reference.node, body) &&
            reachingBindings(reference.reaching).some(({ node }) => node === loop);
        if (isVariable) {
            reads.set(reference.node.text, [...reads.get(reference.node.text) ?? [], reference.node]);
        }
    }
    return spliceBodies(file, place, rounds.values.map((values) => ({
        body, inputs, needsEntry: false,
        changes: () => [...reads].flatMap(([name, places]) =>
            places.map((span) => ({ span, text: values.get(name) ?? name }))),
    })), new FreshNames(file, item));
}

/** The values of a loop's variables in each round, if they are the same in all uses. */
function roundsOf(
    loop: Repeat | For, analysis: Analysis,
): { readonly values: readonly ReadonlyMap<string, string>[] } | { readonly refusal: Text } {
    const uses = analysis.uses.get(loop) ?? [];
    const labels = uses.map(({ model, opened }) => analysis.models[model]?.scopes
        .filter(({ parent, kind }) => parent === opened && kind === "round").map(({ label }) => label) ?? []);
    const [first] = labels;
    if (first === undefined || first.length === 0) {
        return { refusal: text("the loop has no rounds") };
    }
    if (first.length > mostRounds) {
        return { refusal: text("{count} rounds are too many to write out", { count: first.length }) };
    }
    if (labels.some((other) => other.join("\n") !== first.join("\n"))) {
        return { refusal: text("the rounds differ between uses of the block") };
    }
    const names = loop.kind === "for" ? loop.names.map((name) => name.text) : [];
    return { values: first.map((label) => valuesIn(label, names)) };
}

/** The values of `i = 3` and `channels = 32, kernel = 3`. */
function valuesIn(label: string, names: readonly string[]): ReadonlyMap<string, string> {
    const values = new Map<string, string>();
    let rest = label;
    for (const [index, name] of names.entries()) {
        const following = names[index + 1];
        const end = following === undefined ? rest.length : rest.indexOf(`, ${following} = `);
        values.set(name, rest.slice(`${name} = `.length, end));
        rest = rest.slice(end + ", ".length);
    }
    return values;
}
