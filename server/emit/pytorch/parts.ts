import type { Line, Output } from "../../../grammar/syntax-tree.ts";
import type { Scope } from "../../graph/graph.ts";
import { attributeText } from "./attributes.ts";
import { translate, type Place } from "./expressions.ts";
import { Untranslatable, type State } from "./state.ts";
import type { Writing } from "./writing.ts";

/** Holds a module or parameter in an attribute; gives how `forward` reaches it. */
export function registerPart(
    writing: Writing, paths: ReadonlyMap<Scope, string>, text: string, isParameter: boolean, state: State,
    line: Line | Output | undefined,
): string {
    const all = new Set(paths.values());
    const [path] = all;
    if (path === undefined || path === "") {
        throw new Untranslatable("a part without a path");
    }
    if (all.size === 1 && state.rolled === undefined) {
        const known = writing.registered.get(path);
        if (known === undefined) {
            writing.init.push({ kind: "set", path, text, isParameter });
            writing.registered.set(path, text);
        } else if (known !== text) {
            throw new Untranslatable("one path for different parts");
        }
        return attributeText(path, writing.facts.containers, isParameter);
    }
    const { rolled } = state;
    if (rolled === undefined || isParameter) {
        throw new Untranslatable("paths that differ");
    }
    const rests = new Set([...paths].map(([scope, one]) => {
        const round = `${rolled.path}.${scope.round ?? 0}.`;
        return one.startsWith(round) ? one.slice(round.length) : undefined;
    }));
    const [rest] = rests;
    if (rests.size === 1 && rest !== undefined && /^\w+$/.test(rest)) {
        if (rolled.parts.has(rest) && rolled.parts.get(rest) !== text) {
            throw new Untranslatable("one path for different parts");
        }
        rolled.parts.set(rest, text);
        return `${rolled.variable}["${rest}"]`;
    }
    return registerByPath(writing, paths, text, state, line);
}

/** A part whose name `@path` works out in each round: `self.add_module(f"layer{i + 1}", …)`. */
function registerByPath(
    writing: Writing, paths: ReadonlyMap<Scope, string>, text: string, state: State, line: Line | Output | undefined,
): string {
    const decorator = line?.decorators.find((one) => one.name?.text === "path");
    if (decorator === undefined || [...paths.values()].some((path) => !/^\w+$/.test(path))) {
        throw new Untranslatable("paths that differ");
    }
    const name = (place: Place): string => {
        const pieces = decorator.arguments.map(({ value }) => {
            if (value.kind === "flow") {
                throw new Untranslatable("layers in a path");
            }
            if (value.kind === "string") {
                return value.value;
            }
            return `{${translate(value, place, state, writing.context).text}}`;
        });
        return `f"${pieces.join("")}"`;
    };
    writing.init.push({ kind: "line", text: `self.add_module(${name("init")}, ${text})` });
    return `self.get_submodule(${name("forward")})`;
}
