import type { PreviewGroup, PreviewNode } from "../server/protocol.ts";
import { text } from "../server/text.ts";

/** What a group is: the block it uses, how often, and the arguments that the text gives it. */
export interface Heading {
    /** `Basic`, or for other groups `repeat 2`, `round 0`, `conv, relu`. */
    readonly name: string;
    /** The number of rounds of a loop that is one block, or whose rounds are equal. */
    readonly times: number | undefined;
    /** `64`, `stride=2`. */
    readonly arguments: readonly string[];
}

/** What a group's child is called in the heading of its parent. */
type Child = PreviewNode | { readonly heading: Heading; readonly merged: readonly PreviewGroup[] } | undefined;

/** The heading of a merged chain of groups. */
export function headingOf(merged: readonly PreviewGroup[], children: readonly Child[], repeats: boolean): Heading {
    const innermost = merged.at(-1);
    const block = merged.find(({ kind }) => kind === "block");
    const outer = block === undefined ? undefined : callOf(block);
    if (innermost === undefined || innermost.kind === "loop") {
        const rounds = children.map((child) => child !== undefined && "heading" in child ? child.heading : undefined);
        const [first] = rounds;
        const isOneThing = first !== undefined && rounds.every((round) => round?.name === first.name) &&
            children.every((child) => child !== undefined && "merged" in child && child.merged[0]?.kind === "round");
        const times = isOneThing && (repeats || isBlock(children[0])) ? rounds.length : undefined;
        if (outer !== undefined) {
            return { ...outer, times: undefined };
        }
        return times === undefined || first === undefined
            ? { name: innermost?.label ?? "", times: undefined, arguments: [] }
            : { name: first.name, times, arguments: common(rounds.flatMap((round) => round ?? [])) };
    }
    if (outer !== undefined) {
        return { ...outer, times: undefined };
    }
    if (innermost.kind === "round") {
        return { name: partsText(children.map(nameOf)), times: undefined, arguments: [] };
    }
    return { name: innermost.label, times: undefined, arguments: [] };
}

/** The heading as one text: `Basic(64) × 2`. */
export function titleOf({ name, arguments: args, times }: Heading): string {
    const call = args.length === 0 ? name : `${name}(${args.join(", ")})`;
    return times === undefined ? call : `${call} × ${times}`;
}

/** A group's name in the text; empty if its path ends with its kind and number. */
export function writtenName({ kind, label, call, path }: PreviewGroup): string {
    const name = path.split(".").at(-1) ?? "";
    const ownName = kind === "block" ? call?.name ?? callOf({ label }).name : label.split(" ", 1)[0] ?? "";
    const rest = name.startsWith(ownName) ? name.slice(ownName.length) : name;
    return kind === "round" || /^(_?\d+)?$/.test(rest) ? "" : name;
}

/**
 * The arguments that all rounds have, and how they differ: `first: stride=2` if only the first has more, `stride=2 then
 * 1` if only the first has another value, `64…512` from the first round to the last, or `…`.
 */
function common(headings: readonly Heading[]): readonly string[] {
    const [first, ...others] = headings.map((heading) => heading.arguments);
    const last = others.at(-1);
    if (first === undefined || last === undefined) {
        return first ?? [];
    }
    const shared = first.filter((argument) => others.every((other) => other.includes(argument)));
    if ([first, ...others].every((own) => own.length === shared.length)) {
        return shared;
    }
    if (others.every((other) => other.length === shared.length)) {
        const more = first.filter((argument) => !shared.includes(argument));
        return [...shared, text("first: {arguments}", { arguments: more.join(", ") })];
    }
    const names = first.map(nameOfArgument).join();
    if (others.some((other) => other.map(nameOfArgument).join() !== names)) {
        return [...shared, "…"];
    }
    const restIsEqual = others.every((other) => other.join() === last.join());
    return first.map((argument, at) => {
        const end = last[at] ?? argument;
        const rest = end.slice(nameOfArgument(end).length);
        if (shared.includes(argument)) {
            return argument;
        }
        return restIsEqual ? text("{first} then {rest}", { first: argument, rest })
            : end === argument ? `${nameOfArgument(argument)}…` : `${argument}…${rest}`;
    });
}

/** `stride=` of `stride=2`; empty for an argument without a name. */
function nameOfArgument(argument: string): string {
    return /^\w+\s*=\s*/.exec(argument)?.[0] ?? "";
}

export function callOf({ call, label }: Pick<PreviewGroup, "call" | "label">): Pick<Heading, "name" | "arguments"> {
    if (call !== undefined) {
        return { name: call.name, arguments: call.arguments };
    }
    const [name = label, rest = ""] = label.split(/\((.*)/s, 2);
    const inside = rest.replace(/\)$/, "");
    return { name, arguments: inside === "" ? [] : inside.split(", ") };
}

function isBlock(child: Child): boolean {
    return child !== undefined && "merged" in child && child.merged.some(({ kind }) => kind === "block");
}

function nameOf(child: Child): string {
    return child === undefined ? "" : "heading" in child ? child.heading.name : child.label;
}

/** `DenseLayer, concat`, `conv, …`: at most two names. */
function partsText([first = "", second, ...more]: readonly string[]): string {
    return second === undefined ? first : `${first}, ${more.length > 0 ? "…" : second}`;
}
