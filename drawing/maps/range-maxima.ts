/** Numbers at 0, 1, 2 …, of which ranges are raised and asked for their largest, in logarithmic time. */
export class RangeMaxima {
    readonly #size: number;
    /** By node of a binary tree whose leaves are the numbers: what its whole range was raised to. */
    readonly #raised: number[];
    /** By node: the largest number in its range, not counting what the nodes above it were raised to. */
    readonly #largest: number[];

    constructor(count: number, initial: number) {
        this.#size = 2 ** Math.ceil(Math.log2(Math.max(1, count)));
        this.#raised = new Array<number>(2 * this.#size).fill(initial);
        this.#largest = [...this.#raised];
    }

    /** Raises the numbers from one position to another, inclusive, to at least a value. */
    raise(from: number, to: number, value: number): void {
        this.#visit(1, 0, this.#size - 1, from, to, (node) => {
            this.#raised[node] = Math.max(this.#at(this.#raised, node), value);
            this.#largest[node] = Math.max(this.#at(this.#largest, node), value);
        }, (node) => {
            this.#largest[node] = Math.max(this.#at(this.#largest, node), value);
        });
    }

    /** Returns the largest number from one position to another, inclusive. */
    largest(from: number, to: number): number {
        let found = Number.NEGATIVE_INFINITY;
        this.#visit(1, 0, this.#size - 1, from, to, (node) => {
            found = Math.max(found, this.#at(this.#largest, node));
        }, (node) => {
            found = Math.max(found, this.#at(this.#raised, node));
        });
        return found;
    }

    /** Visits the nodes that a range consists of, and those above them, which it overlaps in part. */
    #visit(
        node: number, first: number, last: number, from: number, to: number,
        inside: (node: number) => void, partly: (node: number) => void,
    ): void {
        if (to < first || last < from || to < from) {
            return;
        }
        if (from <= first && last <= to) {
            inside(node);
            return;
        }
        partly(node);
        const middle = (first + last) >> 1;
        this.#visit(2 * node, first, middle, from, to, inside, partly);
        this.#visit(2 * node + 1, middle + 1, last, from, to, inside, partly);
    }

    #at(numbers: readonly number[], node: number): number {
        return numbers[node] ?? Number.NEGATIVE_INFINITY;
    }
}
