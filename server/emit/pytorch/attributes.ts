import { isAttribute, isModuleAttribute, precedence, statementLines, type PythonText } from "./python.ts";

/** A statement of `__init__` that gives the module its parts. */
export type InitStatement =
    | { readonly kind: "set"; readonly path: string; readonly text: string; readonly isParameter: boolean }
    | { readonly kind: "line"; readonly text: string }
    | {
        readonly kind: "nested"; readonly header: string; readonly body: readonly InitStatement[];
        readonly otherwise: readonly InitStatement[];
    };

/** What holds the parts whose paths begin alike: a list of modules numbered from 0, or a module without a forward. */
export type ContainerKind = "list" | "module";

/** The kinds of all containers of a class, by path. */
export function containersOf(statements: readonly InitStatement[]): ReadonlyMap<string, ContainerKind> {
    const children = new Map<string, { readonly keys: string[]; parameters: boolean }>();
    const whole = new Set<string>();
    const visit = (list: readonly InitStatement[], isStatic: boolean): void => {
        for (const one of list) {
            if (one.kind === "nested") {
                visit(one.body, false);
                visit(one.otherwise, false);
            } else if (one.kind === "set") {
                whole.add(one.path);
                const parts = one.path.split(".");
                for (let depth = 1; depth < parts.length; depth += 1) {
                    const path = parts.slice(0, depth).join(".");
                    const known = children.get(path) ?? { keys: [], parameters: false };
                    children.set(path, known);
                    const key = parts[depth] ?? "";
                    if (!known.keys.includes(key)) {
                        known.keys.push(key);
                    }
                    // A part that a condition or loop gives cannot stand in a list written at once.
                    known.parameters ||= !isStatic || (one.isParameter && depth === parts.length - 1);
                }
            }
        }
    };
    visit(statements, true);
    const kinds = new Map<string, ContainerKind>();
    for (const [path, { keys, parameters }] of children) {
        if (whole.has(path)) {
            continue;
        }
        const isList = !parameters && keys.every((key, index) => key === String(index));
        kinds.set(path, isList ? "list" : "module");
    }
    return kinds;
}

/** How `forward` reaches the part at a path. */
export function attributeText(
    path: string, containers: ReadonlyMap<string, ContainerKind>, isParameter: boolean,
): string {
    const parts = path.split(".");
    let text = "self";
    for (const [depth, part] of parts.entries()) {
        const container = parts.slice(0, depth).join(".");
        const isLast = depth === parts.length - 1;
        if (depth > 0 && containers.get(container) === "list") {
            text = `${text}[${part}]`;
        } else if (isAttribute(part)) {
            text = `${text}.${part}`;
        } else if (isModuleAttribute(part)) {
            text = `${text}.${isLast && isParameter ? "_parameters" : "_modules"}["${part}"]`;
        } else {
            text = `${text}.${isLast && isParameter ? "get_parameter" : "get_submodule"}("${part}")`;
        }
    }
    return text;
}

/** The lines of `__init__` that give a module its parts, containers first. */
export function initLines(
    statements: readonly InitStatement[], containers: ReadonlyMap<string, ContainerKind>, depth: number,
    opened = new Set<string>(),
): readonly string[] {
    const done = new Set<InitStatement>();
    return statements.flatMap((statement): readonly string[] => {
        if (done.has(statement)) {
            return [];
        }
        if (statement.kind === "line") {
            return statementLines(statement.text, depth);
        }
        if (statement.kind === "nested") {
            const indent = "    ".repeat(depth);
            const body = initLines(statement.body, containers, depth + 1, opened);
            const otherwise = initLines(statement.otherwise, containers, depth + 1, opened);
            return [
                `${indent}${statement.header}:`, ...(body.length === 0 ? [`${indent}    pass`] : body),
                ...(otherwise.length === 0 ? [] : [`${indent}else:`, ...otherwise]),
            ];
        }
        const list = outermostList(statement.path, containers);
        if (list !== undefined) {
            const all = statements.filter((one) => one.kind === "set" && one.path.startsWith(`${list}.`));
            for (const one of all) {
                done.add(one);
            }
            const made = makeContainers(list, containers, depth, opened);
            return [...made, ...setLines(list, listText(list, all, containers), false, containers, depth)];
        }
        return [
            ...makeContainers(statement.path, containers, depth, opened),
            ...setLines(statement.path, statement.text, statement.isParameter, containers, depth),
        ];
    });
}

/** The first container on the way to a path that is a list and holds nothing but lists and modules. */
function outermostList(path: string, containers: ReadonlyMap<string, ContainerKind>): string | undefined {
    const parts = path.split(".");
    for (let depth = 1; depth < parts.length; depth += 1) {
        const prefix = parts.slice(0, depth).join(".");
        const below = [...containers].filter(([other]) => other.startsWith(`${prefix}.`));
        if (containers.get(prefix) === "list" && below.every(([, kind]) => kind === "list")) {
            return prefix;
        }
    }
    return undefined;
}

function listText(
    path: string, statements: readonly InitStatement[], containers: ReadonlyMap<string, ContainerKind>,
): string {
    const items: string[] = [];
    for (let index = 0; ; index += 1) {
        const child = `${path}.${index}`;
        const own = statements.find((one) => one.kind === "set" && one.path === child);
        if (own?.kind === "set") {
            items.push(own.text);
        } else if (containers.has(child)) {
            items.push(listText(child, statements, containers));
        } else {
            return `nn.ModuleList([${items.join(", ")}])`;
        }
    }
}

function makeContainers(
    path: string, containers: ReadonlyMap<string, ContainerKind>, depth: number, opened: Set<string>,
): readonly string[] {
    const parts = path.split(".");
    return parts.slice(0, -1).flatMap((_, index) => {
        const container = parts.slice(0, index + 1).join(".");
        if (opened.has(container) || !containers.has(container)) {
            return [];
        }
        opened.add(container);
        const text = containers.get(container) === "list" ? "nn.ModuleList()" : "nn.Module()";
        return setLines(container, text, false, containers, depth);
    });
}

function setLines(
    path: string, text: string, isParameter: boolean, containers: ReadonlyMap<string, ContainerKind>, depth: number,
): readonly string[] {
    const parts = path.split(".");
    const last = parts.at(-1) ?? "";
    const parent = parts.slice(0, -1).join(".");
    const holder = parent === "" ? "self" : attributeText(parent, containers, false);
    if (containers.get(parent) === "list") {
        return statementLines(`${holder}.append(${text})`, depth);
    }
    if (isAttribute(last)) {
        return statementLines(`${holder}.${last} = ${text}`, depth);
    }
    if (isModuleAttribute(last)) {
        return statementLines(`${holder}.${isParameter ? "_parameters" : "_modules"}["${last}"] = ${text}`, depth);
    }
    return statementLines(`${holder}.${isParameter ? "register_parameter" : "add_module"}("${last}", ${text})`, depth);
}

/** A call of a module or class: `nn.Conv2d(3, 64, 7)`. */
export function callText(callee: string, args: readonly string[]): PythonText {
    return { text: `${callee}(${args.join(", ")})`, binds: precedence.atom, isLiteral: false };
}
