import { valuesIn, type LowNode } from "./lowering.ts";
import type { PlannedValue } from "./plan.ts";

/** Follows the walk from the last node to the first. */
export interface LivenessObserver {
    /** From here on, backwards, a value is read later. */
    begins(value: PlannedValue): void;
    ends(value: PlannedValue): void;
    /** An assignment, also if it copies `source`, while the values that are read after it are live. */
    assigns(target: PlannedValue, source: PlannedValue | undefined): void;
    /** All assignments of a node were reported. */
    passes(): void;
}

export interface Lively {
    /** The nodes whose results are read. */
    readonly nodes: readonly LowNode[];
    /** The values that are read before they are assigned. */
    readonly live: ReadonlySet<PlannedValue>;
}

/** Removes assignments that nothing reads, from the last node to the first. */
export function withoutDead(
    nodes: readonly LowNode[], liveAfter: ReadonlySet<PlannedValue>, observer?: LivenessObserver,
): Lively {
    const walk = new Walk(observer);
    walk.read(liveAfter);
    return { nodes: walk.through(nodes), live: walk.live };
}

/** The values that changed within a branch or round, with whether they were live after it. */
type Changes = Map<PlannedValue, boolean>;

class Walk {
    readonly #live = new Set<PlannedValue>();
    #changes: Changes = new Map();
    #observer: LivenessObserver | undefined;
    /** The values that a round leaves to the next one, as far as they are known. */
    readonly #carried = new Map<LowNode, Set<PlannedValue>>();

    constructor(observer: LivenessObserver | undefined) {
        this.#observer = observer;
    }

    get live(): ReadonlySet<PlannedValue> {
        return this.#live;
    }

    read(values: Iterable<PlannedValue>): void {
        for (const one of values) {
            this.#set(one, true);
        }
    }

    through(nodes: readonly LowNode[]): readonly LowNode[] {
        return nodes.toReversed().flatMap((node) => this.#visit(node) ?? []).toReversed();
    }

    /** The node without what is dead; undefined if nothing of it is read. */
    #visit(node: LowNode): LowNode | undefined {
        switch (node.kind) {
            case "assign": {
                const targets = node.targets.map((one) => (one !== undefined && this.#live.has(one) ? one : undefined));
                const assigned = targets.filter((one) => one !== undefined);
                if (assigned.length === 0) {
                    return undefined;
                }
                this.#assign(assigned.map((target) => ({ target, source: undefined })));
                this.read(valuesIn(node.expression));
                return { ...node, targets };
            }
            case "copy": {
                const pairs = node.pairs.filter(({ target, source }) => this.#live.has(target) && target !== source);
                this.#assign(pairs);
                this.read(pairs.map(({ source }) => source));
                return pairs.length === 0 ? undefined : { kind: "copy", pairs };
            }
            case "if":
                return this.#visitBranches(node);
            case "for":
                return this.#visitLoop(node);
        }
    }

    #assign(pairs: readonly { readonly target: PlannedValue; readonly source: PlannedValue | undefined }[]): void {
        for (const { target, source } of pairs) {
            this.#observer?.assigns(target, source);
        }
        this.#observer?.passes();
        for (const { target } of pairs) {
            this.#set(target, false);
        }
    }

    #visitBranches(node: Extract<LowNode, { readonly kind: "if" }>): LowNode | undefined {
        const [then, afterThen] = this.#within(() => this.through(node.then));
        this.#restore(afterThen);
        const [otherwise, afterOtherwise] = this.#within(() => this.through(node.otherwise));
        // What one of the branches reads is live before them, and so is what only one of them assigns.
        for (const [value, wasLive] of afterThen) {
            if (!wasLive) {
                this.#set(value, true);
            }
        }
        for (const [value, wasLive] of afterOtherwise) {
            if (wasLive && afterThen.get(value) !== true) {
                this.#set(value, true);
            }
        }
        if (then.length === 0 && otherwise.length === 0) {
            return undefined;
        }
        this.read(valuesIn(node.test));
        return { ...node, then, otherwise };
    }

    #visitLoop(node: Extract<LowNode, { readonly kind: "for" }>): LowNode | undefined {
        const carried = this.#carried.get(node) ?? new Set();
        this.#carried.set(node, carried);
        const round = (): readonly LowNode[] => {
            this.read(carried);
            return this.through(node.body);
        };
        const observer = this.#observer;
        this.#observer = undefined;
        for (let known = -1; known < carried.size;) {
            known = carried.size;
            const [, changes] = this.#within(round);
            for (const [value, wasLive] of changes) {
                if (!wasLive) {
                    carried.add(value);
                }
            }
            this.#restore(changes);
        }
        this.#observer = observer;
        const [body, changes] = this.#within(round);
        // There may be no round.
        this.read([...changes].flatMap(([value, wasLive]) => (wasLive ? [value] : [])));
        if (body.length === 0) {
            return undefined;
        }
        this.read(valuesIn(node.iterable));
        return { ...node, body };
    }

    /** What `action` returns, and the values that it makes live or dead. */
    #within<T>(action: () => T): readonly [T, Changes] {
        const around = this.#changes;
        this.#changes = new Map();
        const result = action();
        const changes = this.#changes;
        this.#changes = around;
        for (const [value, wasLive] of changes) {
            if (!around.has(value)) {
                around.set(value, wasLive);
            }
            if (this.#live.has(value) === wasLive) {
                changes.delete(value);
            }
        }
        return [result, changes];
    }

    #restore(changes: Changes): void {
        for (const [value, wasLive] of changes) {
            this.#set(value, wasLive);
        }
    }

    #set(value: PlannedValue, isLive: boolean): void {
        if (this.#live.has(value) === isLive) {
            return;
        }
        if (!this.#changes.has(value)) {
            this.#changes.set(value, !isLive);
        }
        if (isLive) {
            this.#live.add(value);
            this.#observer?.begins(value);
        } else {
            this.#live.delete(value);
            this.#observer?.ends(value);
        }
    }
}
