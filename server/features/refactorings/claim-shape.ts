import type { Block, Line, Model, Output } from "../../../grammar/syntax-tree.ts";
import { descendants } from "../../../grammar/traversal.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import type { TextChange } from "../../diagnostics/edits.ts";
import { text } from "../../text.ts";
import { inputRule, type SizeRule } from "../../graph/input-rule.ts";
import type { Size } from "../../sizes/size.ts";
import type { SizeFunction } from "../../sizes/function-form.ts";
import { isSubset, sizesOf } from "../../sizes/size-set.ts";
import type { FindRefactorings } from "./refactoring.ts";
import { selectedLine, selectedLines } from "./selected-lines.ts";

/** Adds the shape of a line, `: [64, H / 2, W / 2]`, or those of all lines of a block or model. */
export const claimShape: FindRefactorings = ({ file, selection, analysis }) => {
    const lines = selectedLines(file, selection);
    const item = lines?.item ?? file.tree.items.find((one): one is Block | Model =>
        (one.kind === "block" || one.kind === "model") && one.start <= selection.start && selection.end <= one.end);
    if (item === undefined) {
        return [];
    }
    const { name, text: kind } = { name: item.name?.text ?? "", text: item.kind };
    const line = selectedLine(lines);
    const own = line === undefined ? undefined : claimOf(line, item, analysis);
    const unclaimed = descendants(item).filter((node): node is Line | Output =>
        (node.kind === "line" || node.kind === "output") && claimOf(node, item, analysis) !== undefined);
    return [
        ...(line === undefined || own === undefined ? [] : [{
            id: "claim-shape", kind: "refactor.rewrite" as const, renamesTensors: false,
            title: text("Insert the shape `{shape}`", { shape: own }),
            rewrite: () => ({ changes: [insertClaim(line, own)] }),
        }]),
        ...(unclaimed.length < 2 ? [] : [{
            id: "claim-shapes", kind: "refactor.rewrite" as const, renamesTensors: false,
            title: kind === "block"
                ? text("Insert the shapes of all lines of block `{name}`", { name })
                : text("Insert the shapes of all lines of model `{name}`", { name }),
            rewrite: () => ({
                changes: unclaimed.map((one) => insertClaim(one, claimOf(one, item, analysis) ?? "")),
            }),
        }]),
    ];
};

function insertClaim({ end }: Line | Output, shape: string): TextChange {
    return { span: { start: end, end }, text: ` : ${shape}` };
}

/** The claim of a line without one; undefined if nothing is the same in all its uses. */
function claimOf(line: Line | Output, item: Block | Model, analysis: Analysis): string | undefined {
    const uses = analysis.uses.get(line) ?? [];
    const shapes = uses.map(({ values: [value] }) => value?.shape);
    const rank = shapes[0]?.length;
    const hasSteps = line.flow !== undefined && line.flow.steps.length > 0;
    if (line.claim !== undefined || !hasSteps || rank === undefined || shapes.some((shape) => shape?.length !== rank)) {
        return undefined;
    }
    const graph = analysis.models.find(({ location }) => location.span.start === item.start);
    const rules = item.kind === "model" && graph !== undefined ? inputRule(graph).sizes : [];
    const sizes = Array.from({ length: rank }, (_, axis) =>
        claimedSize(shapes.flatMap((shape) => shape?.[axis] ?? []), rules));
    return sizes.every((size) => size === "_") ? undefined : `[${sizes.join(", ")}]`;
}

function claimedSize(sizes: readonly Size[], rules: readonly SizeRule[]): string {
    const formulas = new Set(sizes.map(({ form }) => (form === undefined ? undefined : formulaOf(form, rules))));
    const [formula] = formulas;
    if (formulas.size === 1 && formula !== undefined) {
        return formula;
    }
    const numbers = new Set(sizes.map(({ sample }) => sample));
    const [number] = numbers;
    return numbers.size === 1 && number !== undefined ? String(number) : "_";
}

/** A size as an expression of one dynamic size, if it is short: `H`, `H - 2`, `2 * H`, `H / 2`, `H // 2`. */
function formulaOf(form: SizeFunction, rules: readonly SizeRule[]): string | undefined {
    const [term, ...otherTerms] = form.terms;
    const [atom, ...otherAtoms] = term?.product.atoms ?? [];
    if (form.lost || term === undefined || atom === undefined || otherTerms.length + otherAtoms.length > 0) {
        return undefined;
    }
    if (atom.kind === "variable" && isVisible(atom.name, rules)) {
        return scaled(atom.name, term.coefficient, form.constant);
    }
    const [inner] = atom.kind === "floor" ? atom.of.terms : [];
    const [variable] = inner?.product.atoms ?? [];
    const rule = rules.find(({ name }) => variable?.kind === "variable" && name === variable.name);
    const isPlain = atom.kind === "floor" && atom.of.terms.length === 1 && inner?.coefficient === 1 &&
        inner.product.atoms.length === 1;
    if (!isPlain || rule === undefined || term.coefficient !== 1 || form.constant !== 0) {
        return undefined;
    }
    const { by, of: { constant } } = atom;
    if (isMultipleOf(rule, by)) {
        return `${rule.name} / ${by}`;
    }
    return constant === 0 ? `${rule.name} // ${by}` : undefined;
}

function isVisible(name: string, rules: readonly SizeRule[]): boolean {
    return rules.some((rule) => rule.name === name);
}

function scaled(name: string, factor: number, constant: number): string | undefined {
    if (factor < 1) {
        return undefined;
    }
    const product = factor === 1 ? name : `${factor} * ${name}`;
    return constant === 0 ? product : constant > 0 ? `${product} + ${constant}` : `${product} - ${-constant}`;
}

/** Whether the network only accepts multiples of a number, so that claiming one restricts nothing. */
function isMultipleOf({ fits }: SizeRule, divisor: number): boolean {
    const multiples = Uint8Array.from({ length: divisor }, (_, residue) => (residue === 0 ? 1 : 0));
    return isSubset(fits, sizesOf([], 1, multiples)) === true;
}
