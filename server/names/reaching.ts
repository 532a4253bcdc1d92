import type { Binding, Declaration } from "./declarations.ts";

/**
 * The bindings of a name that may reach a position. Branches and loops merge them, so each position keeps one node
 * instead of a list, which would take quadratic space.
 */
export type Reaching = Binding | Merge | Later;

/** The bindings from several branches, or from before a loop and from its previous round. */
export interface Merge {
    readonly kind: "merge";
    readonly inputs: readonly Reaching[];
    /** Whether the name is unbound on some path. */
    readonly mayBeUnbound: boolean;
}

/** What a function of a body sees when it is called: any binding from `from` on of a name of the body. */
export interface Later {
    readonly kind: "later";
    readonly bindings: () => readonly Binding[];
    readonly from: number;
}

/** All bindings that reach a position. */
export function reachingBindings(from: Reaching | undefined): readonly Binding[] {
    const found = new Set<Binding>();
    collectBindings(from, found, new Set());
    return [...found];
}

/** The declarations whose bindings reach a position; stops when it has found `most`, which are all there can be. */
export function reachingDeclarations(from: Reaching | undefined, most: number): readonly Declaration[] {
    const found = new Set<Declaration>();
    const bindings = { add: ({ declaration }: Binding) => found.add(declaration) };
    collectBindings(from, bindings, new Set(), () => found.size >= most);
    return [...found];
}

/** Adds the bindings that reach a position to `found`, until there are enough; skips nodes in `seen`. */
export function collectBindings(
    from: Reaching | undefined, found: { add(binding: Binding): unknown }, seen: Set<Reaching>,
    isEnough: () => boolean = () => false,
): void {
    const waiting = from === undefined ? [] : [from];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        if (isEnough()) {
            return;
        }
        if (seen.has(at)) {
            continue;
        }
        seen.add(at);
        switch (at.kind) {
            case "merge":
                waiting.push(...at.inputs.toReversed());
                break;
            case "later":
                for (const binding of at.bindings().slice(at.from)) {
                    found.add(binding);
                }
                break;
            default:
                found.add(at);
        }
    }
}

/** Whether the name may be unbound, so that a binding of the file may also reach it. */
export function mayBeUnbound(reaching: Reaching | undefined): boolean {
    return reaching === undefined || (reaching.kind === "merge" && reaching.mayBeUnbound);
}

/** The bindings on one path through a body, relative to the path it branched off. */
export class Path {
    readonly parent: Path | undefined;
    /** Whether the path ended with `return`. */
    ended = false;
    readonly #bound = new Map<string, Reaching>();

    constructor(parent: Path | undefined) {
        this.parent = parent;
    }

    /** The names bound since the path branched off, by their keys. */
    get bound(): ReadonlyMap<string, Reaching> {
        return this.#bound;
    }

    /** The bindings of a name; undefined if nothing on the path binds it. */
    find(key: string): Reaching | undefined {
        return this.#bound.get(key) ?? this.inherited(key);
    }

    bind(key: string, reaching: Reaching): void {
        this.#bound.set(key, reaching);
    }

    /** All names bound on the path, from its start. */
    allBound(): ReadonlyMap<string, Reaching> {
        return new Map([...this.parent?.allBound() ?? [], ...this.#bound]);
    }

    /** Continues after two alternative paths that branched off here. */
    join(one: Path, other: Path): void {
        const open = one.ended === other.ended ? undefined : one.ended ? other : one;
        for (const key of open?.bound.keys() ?? new Set([...one.bound.keys(), ...other.bound.keys()])) {
            const reaching = open === undefined ? merged(one.find(key), other.find(key)) : open.find(key);
            if (reaching !== undefined) {
                this.bind(key, reaching);
            }
        }
        this.ended ||= one.ended && other.ended;
    }

    protected inherited(key: string): Reaching | undefined {
        return this.parent?.find(key);
    }
}

/** The path through a loop's body, which starts after the code before the loop or after the previous round. */
export class Round extends Path {
    /** The bindings of names at the start of a round, as far as they have been requested. */
    readonly #entries = new Map<string, Merge & { readonly inputs: Reaching[] }>();

    /** Connects the end of the body to its start. */
    close(): void {
        for (const [key, entry] of this.#entries) {
            const last = this.bound.get(key);
            if (last !== undefined) {
                entry.inputs.push(last);
            }
        }
    }

    protected override inherited(key: string): Reaching | undefined {
        const known = this.#entries.get(key);
        if (known !== undefined) {
            return known;
        }
        const before = super.inherited(key);
        const entry = {
            kind: "merge" as const, inputs: before === undefined ? [] : [before], mayBeUnbound: mayBeUnbound(before),
        };
        this.#entries.set(key, entry);
        return entry;
    }
}

/** The path through a function of a body, which is called later and sees the bindings of the body at that time. */
export class FunctionCall extends Path {
    readonly #later: (key: string) => Later | undefined;

    constructor(parent: Path, later: (key: string) => Later | undefined) {
        super(parent);
        this.#later = later;
    }

    protected override inherited(key: string): Reaching | undefined {
        const later = this.#later(key);
        const before = later === undefined ? undefined : super.inherited(key);
        return later === undefined
            ? undefined
            : { kind: "merge", inputs: before === undefined ? [later] : [before, later], mayBeUnbound: mayBeUnbound(before) };
    }
}

function merged(one: Reaching | undefined, other: Reaching | undefined): Reaching | undefined {
    return one === other
        ? one
        : {
            kind: "merge", inputs: [one, other].filter((input) => input !== undefined),
            mayBeUnbound: mayBeUnbound(one) || mayBeUnbound(other),
        };
}
