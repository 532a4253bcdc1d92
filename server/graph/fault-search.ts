import type { GraphInput, Layer, Value } from "./graph.ts";

/**
 * Whether values depend on layers with errors. What it finds out about layers is kept, so that following each layer of
 * a network in order takes time in proportion to the network.
 */
export class FaultSearch {
    readonly #faults = new Set<Layer | GraphInput>();
    /** The layers that depend on a fault, and those that do not. */
    readonly #known = new Map<Layer, boolean>();
    readonly #count: (layers: number) => void;
    readonly #ofChannels: boolean;
    #latest = -1;

    /** `count` counts the layers that are followed. Errors of channels lead only through layers that preserve them. */
    constructor(count: (layers: number) => void, ofChannels: boolean) {
        this.#count = count;
        this.#ofChannels = ofChannels;
    }

    /** Adds a layer or input with an error, besides the layers that are marked as faulty. */
    add(fault: Layer | GraphInput): void {
        this.#faults.add(fault);
        if (fault.kind === "layer" && fault.index >= this.#latest) {
            this.#known.delete(fault);
        } else {
            this.#known.clear();
        }
    }

    leadsTo(value: Value): boolean {
        const seen = new Set<Layer>();
        const isFound = this.#follow(value, seen);
        this.#count(seen.size);
        // If there is no fault, all that was followed depends on none.
        for (const layer of isFound && value.producer?.kind === "layer" ? [value.producer] : seen) {
            this.#known.set(layer, isFound);
            this.#latest = Math.max(this.#latest, layer.index);
        }
        return isFound;
    }

    #follow(value: Value, seen: Set<Layer>): boolean {
        const open = [value];
        for (let next = open.pop(); next !== undefined; next = open.pop()) {
            const { producer } = next;
            const known = producer?.kind === "layer" ? this.#known.get(producer) : undefined;
            if (producer !== undefined && (known === true || this.#isFault(producer))) {
                return true;
            }
            if (producer?.kind === "layer" && known === undefined && !seen.has(producer) && this.#passes(producer)) {
                seen.add(producer);
                open.push(...producer.inputs);
            }
        }
        return false;
    }

    #isFault(producer: Layer | GraphInput): boolean {
        return this.#faults.has(producer) || (producer.kind === "layer" && producer.faulty);
    }

    #passes({ definition }: Layer): boolean {
        return !this.#ofChannels || definition.traits.channels !== "set";
    }
}
