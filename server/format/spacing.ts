import { tokenAfter } from "../../grammar/source-tokens.ts";
import type { Token } from "../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Argument, Call } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import { layers } from "../layers/catalogue.ts";

/** The roles of signs that only the tree determines, by offset. */
export type SignRoles = ReadonlyMap<number, "prefix" | "index" | "argument" | "claim">;

/** Finds the prefix operators, the brackets of an index, the tight `=` of named arguments, and the `:` of claims. */
export function signRoles(file: ParsedFile): SignRoles {
    const roles = new Map<number, "prefix" | "index" | "argument" | "claim">();
    for (const node of descendants(file.tree)) {
        if (node.kind === "unary" && node.operator !== "not") {
            roles.set(node.start, "prefix");
        } else if (node.kind === "claim") {
            roles.set(node.start, "claim");
        } else if (node.kind === "index") {
            // A parenthesis between the object and its index belongs to neither node.
            const sign = signAfter(file, node.object.end, "[");
            roles.set(sign?.start ?? node.end, "index");
        } else if (node.kind === "call" || node.kind === "decorator") {
            for (const argument of node.arguments) {
                const sign = argument.name === undefined ? undefined : signAfter(file, argument.name.end, "=");
                if (sign !== undefined && argument.value.kind !== "conditional" &&
                    !(node.kind === "call" && namesBranch(node, argument))) {
                    roles.set(sign.start, "argument");
                }
            }
        }
    }
    return roles;
}

/** Whether an argument names a flow, as in `concat(branch1 = conv(64, 1), …)`: it is spaced like a line. */
function namesBranch(call: Call, { name, value }: Argument): boolean {
    const layer = layers.get(call.callee.text);
    return value.kind === "flow" || (
        layer?.operands.from === "arguments" && name !== undefined && !layer.arguments.has(name.text) &&
        (value.kind === "name" || value.kind === "in" || value.kind === "call-expression")
    );
}

/** The first of certain signs after an offset. */
function signAfter(file: ParsedFile, offset: number, text: string): Token | undefined {
    let token = tokenAfter(file, offset);
    while (token !== undefined && (token.kind !== "sign" || token.text !== text)) {
        token = tokenAfter(file, token.end);
    }
    return token;
}

const noSpaceAfter = new Set(["(", "[", "@", ".", ".."]);
const noSpaceBefore = new Set([")", "]", ",", ".", ".."]);

/** Whether a space separates two neighbouring tokens of a line. */
export function isSpaced(before: Token, after: Token, roles: SignRoles): boolean {
    const role = roles.get(before.start);
    if (noSpaceAfter.has(before.text) || noSpaceBefore.has(after.text) || role === "prefix" || role === "argument") {
        return false;
    }
    switch (after.text) {
        case "(":
            return before.kind !== "name";
        case "[":
            return roles.get(after.start) !== "index";
        case ":":
            return roles.get(after.start) === "claim";
        default:
            return roles.get(after.start) !== "argument";
    }
}
