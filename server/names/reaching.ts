import type { Binding } from "./declarations.ts";

/**
 * Which bindings of a name may reach a place. Branches and loops merge what comes out of them, so a place keeps one
 * node and not a list: a list for each place would take quadratic space.
 */
export type Reaching = Binding | Merge | Later;

/** What comes from several branches, or from before a loop and from its previous round. */
export interface Merge {
    readonly kind: "merge";
    readonly inputs: readonly Reaching[];
    /** Whether on some way there the name is not bound. */
    readonly mayBeUnbound: boolean;
}

/** What a function of a body finds when it is called: any binding from `from` on of a name of the body. */
export interface Later {
    readonly kind: "later";
    readonly bindings: () => readonly Binding[];
    readonly from: number;
}

/** Every binding that reaches a place. */
export function reachingBindings(from: Reaching | undefined): readonly Binding[] {
    const found = new Set<Binding>();
    collectBindings(from, found, new Set());
    return [...found];
}

/** Adds the bindings that reach a place to `found`; what is in `seen` has been collected before. */
export function collectBindings(from: Reaching | undefined, found: Set<Binding>, seen: Set<Reaching>): void {
    const waiting = from === undefined ? [] : [from];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
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

/** Whether the name may have no binding at a place, so that the file around is asked for it. */
export function mayBeUnbound(reaching: Reaching | undefined): boolean {
    return reaching === undefined || (reaching.kind === "merge" && reaching.mayBeUnbound);
}

/** What names stand for along one way through a body, as far as that differs from where the way branched off. */
export class Path {
    readonly parent: Path | undefined;
    /** Whether the way ends here, by `return`. */
    ended = false;
    readonly #bound = new Map<string, Reaching>();

    constructor(parent: Path | undefined) {
        this.parent = parent;
    }

    /** The names bound on the way since it branched off, by their keys. */
    get bound(): ReadonlyMap<string, Reaching> {
        return this.#bound;
    }

    /** What a name stands for; undefined where nothing on the way binds it. */
    find(key: string): Reaching | undefined {
        return this.#bound.get(key) ?? this.inherited(key);
    }

    bind(key: string, reaching: Reaching): void {
        this.#bound.set(key, reaching);
    }

    /** All names bound on the way, from its beginning. */
    allBound(): ReadonlyMap<string, Reaching> {
        return new Map([...this.parent?.allBound() ?? [], ...this.#bound]);
    }

    /** Goes on behind two ways that branched off here, of which one was taken. */
    join(one: Path, other: Path): void {
        const going = one.ended === other.ended ? undefined : one.ended ? other : one;
        for (const key of going?.bound.keys() ?? new Set([...one.bound.keys(), ...other.bound.keys()])) {
            const reaching = going === undefined ? merged(one.find(key), other.find(key)) : going.find(key);
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

/** The way through a loop's body, whose beginning is reached from before the loop and from the previous round. */
export class Round extends Path {
    /** What names stand for at the beginning of a round, where they have been asked for. */
    readonly #entries = new Map<string, Merge & { readonly inputs: Reaching[] }>();

    /** Leads from the end of the body back to its beginning. */
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

/** The way through a function of a body, which is called later and sees what the body has bound by then. */
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
