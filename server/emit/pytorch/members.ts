import { isAttribute, isModuleAttribute, isModuleDictAttribute } from "../../python/names.ts";
import { attribute, call, list, literal, name, subscript, type Expression, type Statement } from "../../python/syntax.ts";
import type { Holder, InitNode } from "./plan.ts";
import { RoundMembers, partsOf, roundsOf, setPart } from "./round-members.ts";

/** What holds the parts with a common path prefix. */
type ContainerKind = "list" | "dict" | "module";

/** The parts of a holder, and the Python code that creates and reads them. */
export class Members {
    readonly #containers = new Map<string, ContainerKind>();
    /** The paths that have a container below them that statements fill; known once all containers are. */
    #filled: ReadonlySet<string> | undefined;
    readonly #counts = new Map<string, number>();
    /** How each round of a loop holds its parts. */
    readonly #rounds: ReadonlyMap<Holder, RoundMembers>;

    constructor(nodes: readonly InitNode[]) {
        const parts = partsOf(nodes, true);
        const whole = new Set(parts.map(({ path }) => path));
        const children = new Map<string, { readonly keys: Set<string>; isPlain: boolean }>();
        for (const { path, isParameter, isStatic } of parts) {
            this.#counts.set(path, (this.#counts.get(path) ?? 0) + 1);
            const keys = path.split(".");
            for (let depth = 1; depth < keys.length; depth += 1) {
                const container = keys.slice(0, depth).join(".");
                const known = children.get(container) ?? { keys: new Set(), isPlain: true };
                children.set(container, known);
                known.keys.add(keys[depth] ?? "");
                known.isPlain &&= isStatic && !(isParameter && depth === keys.length - 1);
            }
        }
        for (const [path, { keys, isPlain }] of children) {
            if (!whole.has(path)) {
                const isList = isPlain && [...keys].every((key, index) => key === String(index));
                const isDict = isPlain && [...keys].every((key) => !isModuleDictAttribute(key));
                this.#containers.set(path, isList ? "list" : isDict ? "dict" : "module");
            }
        }
        // A container of an nn.Module that statements fill cannot be written as one dictionary.
        for (const [path, kind] of this.#containers) {
            if (kind === "dict" && this.#hasBelow(path)) {
                this.#containers.set(path, "module");
            }
        }
        this.#filled = undefined;
        this.#rounds = new Map(roundsOf(nodes).map((one) => [one.holder, new RoundMembers(one.body)]));
    }

    /** Whether a single statement of `__init__` creates the part at a path. */
    isAlone(path: string): boolean {
        return this.#counts.get(path) === 1;
    }

    /** The reference of `forward` to the part at a path. `part` is the variable with a round's parts. */
    reach(holder: Holder, path: string, isParameter: boolean, part: Expression): Expression {
        const round = this.#rounds.get(holder);
        return round === undefined ? this.#reachOwn(path, isParameter) : round.reach(path, part);
    }

    #reachOwn(path: string, isParameter: boolean): Expression {
        const keys = path.split(".");
        return keys.reduce<Expression>((object, key, depth) => {
            const kind = this.#containers.get(keys.slice(0, depth).join("."));
            const isLast = depth === keys.length - 1;
            if (depth > 0 && kind === "list") {
                return subscript(object, literal(Number(key)));
            }
            if (depth > 0 && kind === "dict") {
                return subscript(object, literal(key));
            }
            if (isAttribute(key)) {
                return attribute(object, key);
            }
            return isModuleAttribute(key)
                ? subscript(attribute(object, isLast && isParameter ? "_parameters" : "_modules"), literal(key))
                : call(attribute(object, isLast && isParameter ? "get_parameter" : "get_submodule"), [literal(key)]);
        }, name("self"));
    }

    /** The statements of `__init__` that create the parts. */
    statements(nodes: readonly InitNode[]): readonly Statement[] {
        return this.#statements(nodes, new Set());
    }

    #statements(nodes: readonly InitNode[], opened: Set<string>): readonly Statement[] {
        const last = new Map<string, number>();
        for (const [index, node] of nodes.entries()) {
            const isPart = node.kind === "member" || node.kind === "rounds";
            const group = isPart ? this.#literalContainer(node.path) : undefined;
            if (group !== undefined) {
                last.set(group, index);
            }
        }
        return nodes.flatMap((node, index): readonly Statement[] => {
            switch (node.kind) {
                case "member":
                case "rounds": {
                    const group = this.#literalContainer(node.path);
                    if (group !== undefined) {
                        return last.get(group) === index
                            ? [...this.#open(group, opened), this.#set(group, this.#literal(group, nodes), false)]
                            : [];
                    }
                    if (node.kind === "member") {
                        return [...this.#open(node.path, opened), this.#set(node.path, node.value, node.isParameter)];
                    }
                    const round = this.#rounds.get(node.holder);
                    const value = round?.literal(node);
                    return value !== undefined || round === undefined
                        ? [...this.#open(node.path, opened), this.#set(node.path, value ?? literal(undefined), false)]
                        : [
                            ...this.#open(node.path, opened), this.#set(node.path, call("nn.ModuleList"), false),
                            {
                                kind: "for", target: node.target, iterable: node.iterable,
                                body: round.statements(node.body, this.#reachOwn(node.path, false)),
                            },
                        ];
                }
                case "absent":
                    return this.isAlone(node.path)
                        ? [...this.#open(node.path, opened), this.#set(node.path, literal(undefined), false)]
                        : [];
                case "statement":
                    return [node.statement];
                case "local":
                    return [{ kind: "assign", targets: [name(node.name)], value: node.value }];
                case "named":
                    return [{ kind: "expression", value: call("self.add_module", [node.name, node.value]) }];
                case "if":
                    return [{
                        kind: "if", test: node.test, then: this.#statements(node.then, opened),
                        otherwise: this.#statements(node.otherwise, opened),
                    }];
                case "for":
                    return [{
                        kind: "for", target: node.target, iterable: node.iterable,
                        body: this.#statements(node.body, opened),
                    }];
            }
        });
    }

    /** The outermost container of a path that one expression creates, with its contents. */
    #literalContainer(path: string): string | undefined {
        const keys = path.split(".");
        return keys.slice(1).map((_, index) => keys.slice(0, index + 1).join(".")).find((prefix) =>
            (this.#containers.get(prefix) ?? "module") !== "module" && !this.#hasBelow(prefix));
    }

    /** Whether statements fill a container below a path. */
    #hasBelow(path: string): boolean {
        this.#filled ??= new Set([...this.#containers].flatMap(([other, kind]) => {
            const keys = other.split(".");
            return kind === "module" ? keys.slice(1).map((_, index) => keys.slice(0, index + 1).join(".")) : [];
        }));
        return this.#filled.has(path);
    }

    #literal(path: string, nodes: readonly InitNode[]): Expression {
        const kind = this.#containers.get(path);
        if (kind === undefined) {
            const node = nodes.find((one) => (one.kind === "member" || one.kind === "rounds") && one.path === path);
            return node?.kind === "member"
                ? node.value
                : node?.kind === "rounds"
                    ? this.#rounds.get(node.holder)?.literal(node) ?? call("nn.ModuleList")
                    : literal(undefined);
        }
        const keys = [...new Set(nodes.flatMap((one) =>
            ((one.kind === "member" || one.kind === "rounds") && one.path.startsWith(`${path}.`)
                ? [one.path.slice(path.length + 1).split(".")[0] ?? ""] : [])))];
        return kind === "list"
            ? call("nn.ModuleList", [list(keys.map((_, index) => this.#literal(`${path}.${index}`, nodes)))])
            : call("nn.ModuleDict", [{
                kind: "dict", entries: keys.map((key) => [key, this.#literal(`${path}.${key}`, nodes)] as const),
            }]);
    }

    /** Creates the containers of a path. */
    #open(path: string, opened: Set<string>): readonly Statement[] {
        const keys = path.split(".");
        return keys.slice(1).flatMap((_, index) => {
            const container = keys.slice(0, index + 1).join(".");
            if (opened.has(container) || !this.#containers.has(container)) {
                return [];
            }
            opened.add(container);
            const isList = this.#containers.get(container) === "list";
            return [this.#set(container, call(isList ? "nn.ModuleList" : "nn.Module"), false)];
        });
    }

    #set(path: string, value: Expression, isParameter: boolean): Statement {
        const keys = path.split(".");
        const key = keys.at(-1) ?? "";
        const parent = keys.slice(0, -1).join(".");
        const holder = keys.length === 1 ? name("self") : this.#reachOwn(parent, false);
        if (this.#containers.get(parent) === "list") {
            return { kind: "expression", value: call(attribute(holder, "append"), [value]) };
        }
        return setPart(holder, key, value, isParameter);
    }
}

/** The first path segments of all parts of a class. */
export function topLevelNames(nodes: readonly InitNode[]): ReadonlySet<string> {
    return new Set(partsOf(nodes, true).map(({ path }) => path.split(".")[0] ?? ""));
}
