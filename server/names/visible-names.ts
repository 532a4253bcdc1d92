import type { FileScope } from "./program.ts";
import { reachingBindings } from "./reaching.ts";
import type { BoundName } from "./resolution.ts";

/** A name in scope at an offset. */
export interface VisibleName {
    readonly name: string;
    readonly namespace: "value" | "callable";
    /** Its possible bindings, the latest first. */
    readonly bindings: readonly BoundName[];
}

/** The names in scope at an offset: those bound before it in its body, then the file's. */
export function namesInScope(offset: number, file: FileScope): readonly VisibleName[] {
    const visible = new Map<string, VisibleName>();
    const item = file.names.itemAt(offset);
    const bound = item === undefined ? [] : [...file.names.boundAt(item, offset)].reverse();
    for (const [key, reaching] of bound) {
        const bindings = reachingBindings(reaching).toReversed();
        const [last] = bindings;
        if (last !== undefined && last.declaration.name !== "_") {
            visible.set(key, {
                name: last.declaration.name, namespace: last.declaration.namespace === "callable" ? "callable" : "value",
                bindings: bindings.map((binding) => ({ file, binding })),
            });
        }
    }
    for (const { name, kind, file: owner } of [...file.constants.values(), ...file.called.values()]) {
        const namespace = kind === "let" ? "value" : "callable";
        const binding = owner.names.scope.find(namespace, name)?.first;
        const key = kind === "let" ? name : `${name}()`;
        if (binding !== undefined && !visible.has(key) && name !== "_") {
            visible.set(key, { name, namespace, bindings: [{ file: owner, binding }] });
        }
    }
    return [...visible.values()];
}
