import { isAttribute, isModuleAttribute, isModuleDictAttribute } from "../../python/names.ts";
import { attribute, call, literal, name, subscript, type Expression, type Statement } from "../../python/syntax.ts";
import type { InitNode } from "./plan.ts";

/** A list with the parts of each round of a loop. */
type Rounds = Extract<InitNode, { readonly kind: "rounds" }>;

/** A part of a class, or of a loop's round. */
interface Part {
    readonly path: string;
    readonly isParameter: boolean;
    /** Whether `__init__` always creates it. */
    readonly isStatic: boolean;
}

/** How each round of a loop holds its parts: as the part itself, in an nn.ModuleDict, or in an nn.Module. */
export class RoundMembers {
    readonly #kind: "direct" | "dict" | "module";

    constructor(nodes: readonly InitNode[]) {
        const parts = partsOf(nodes, true);
        const isDirect = parts.length === 1 && parts[0]?.path === "" && !parts[0].isParameter && parts[0].isStatic;
        const isDict = parts.every(({ path, isParameter }) =>
            !isParameter && path !== "" && !path.includes(".") && !isModuleDictAttribute(path));
        this.#kind = isDirect ? "direct" : isDict ? "dict" : "module";
    }

    reach(path: string, part: Expression): Expression {
        switch (this.#kind) {
            case "direct":
                return part;
            case "dict":
                return subscript(part, literal(path));
            case "module":
                return isAttribute(path) ? attribute(part, path) : call(attribute(part, "get_submodule"), [literal(path)]);
        }
    }

    /** The list of all rounds as one expression; undefined if creating it needs statements. */
    literal({ target, iterable, body }: Rounds): Expression | undefined {
        const members = body.filter((one) => one.kind === "member");
        const [only] = members;
        if (members.length < body.length || this.#kind === "module") {
            return undefined;
        }
        const element = this.#kind === "direct" && only !== undefined ? only.value : dictOf(members);
        return call("nn.ModuleList", [{ kind: "comprehension", element, target, iterable }]);
    }

    /** The statements of each round that add its parts to the list. */
    statements(nodes: readonly InitNode[], all: Expression): readonly Statement[] {
        const part = name("part");
        const leading: Extract<InitNode, { readonly kind: "member" }>[] = [];
        for (const node of nodes) {
            if (node.kind !== "member") {
                break;
            }
            leading.push(node);
        }
        const isDict = this.#kind === "dict";
        const made: Statement = {
            kind: "assign", targets: [part],
            value: isDict ? leading.length > 0 ? dictOf(leading) : call("nn.ModuleDict") : call("nn.Module"),
        };
        return [
            made, ...this.#statements(nodes.slice(isDict ? leading.length : 0), part),
            { kind: "expression", value: call(attribute(all, "append"), [part]) },
        ];
    }

    #statements(nodes: readonly InitNode[], part: Expression): readonly Statement[] {
        return nodes.flatMap((node): readonly Statement[] => {
            switch (node.kind) {
                case "member":
                    return [this.#kind === "dict"
                        ? { kind: "assign", targets: [subscript(part, literal(node.path))], value: node.value }
                        : setPart(part, node.path, node.value, node.isParameter)];
                case "if":
                    return [{
                        kind: "if", test: node.test, then: this.#statements(node.then, part),
                        otherwise: this.#statements(node.otherwise, part),
                    }];
                case "local":
                    return [{ kind: "assign", targets: [name(node.name)], value: node.value }];
                case "statement":
                    return [node.statement];
                case "named":
                    return [{ kind: "expression", value: call("self.add_module", [node.name, node.value]) }];
                case "absent":
                    return [];
                case "for":
                case "rounds":
                    return [{
                        kind: "for", target: node.target, iterable: node.iterable,
                        body: this.#statements(node.body, part),
                    }];
            }
        });
    }
}

function dictOf(members: readonly Extract<InitNode, { readonly kind: "member" }>[]): Expression {
    return call("nn.ModuleDict", [{
        kind: "dict", entries: members.map(({ path, value }) => [path, value] as const),
    }]);
}

/** The parts that nodes create in their holder, except those of rounds. */
export function partsOf(nodes: readonly InitNode[], isStatic: boolean): readonly Part[] {
    return nodes.flatMap((node): readonly Part[] => {
        switch (node.kind) {
            case "member":
                return [{ path: node.path, isParameter: node.isParameter, isStatic }];
            case "rounds":
                return [{ path: node.path, isParameter: false, isStatic }];
            case "if":
                return [...partsOf(node.then, false), ...partsOf(node.otherwise, false)];
            case "for":
                return partsOf(node.body, false);
            default:
                return [];
        }
    });
}

/** The lists of rounds that nodes create. */
export function roundsOf(nodes: readonly InitNode[]): readonly Rounds[] {
    return nodes.flatMap((node) => {
        switch (node.kind) {
            case "rounds":
                return [node, ...roundsOf(node.body)];
            case "if":
                return [...roundsOf(node.then), ...roundsOf(node.otherwise)];
            case "for":
                return roundsOf(node.body);
            default:
                return [];
        }
    });
}

/** Adds a part to a module: as an attribute if the name allows it. */
export function setPart(holder: Expression, key: string, value: Expression, isParameter: boolean): Statement {
    if (isAttribute(key)) {
        return { kind: "assign", targets: [attribute(holder, key)], value };
    }
    return isModuleAttribute(key)
        ? {
            kind: "assign", value,
            targets: [subscript(attribute(holder, isParameter ? "_parameters" : "_modules"), literal(key))],
        }
        : {
            kind: "expression",
            value: call(attribute(holder, isParameter ? "register_parameter" : "add_module"), [literal(key), value]),
        };
}
