import type { LivenessObserver } from "./liveness.ts";
import type { PlannedValue } from "./plan.ts";

/** An assignment at a point of `forward`; points count from its end. */
interface Assignment {
    readonly point: number;
    readonly value: PlannedValue;
    readonly source: PlannedValue | undefined;
}

/** The points from `from` to before `to`, after whose assignments the value is read. */
interface Range {
    readonly value: PlannedValue;
    readonly from: number;
    readonly to: number;
}

type Values = PlannedValue | { readonly parts: readonly [Values, Values] };

/** Records where values are assigned and live. */
export class LiveRanges implements LivenessObserver {
    readonly #assigned: PlannedValue[] = [];
    readonly #assignments = new Map<PlannedValue, Assignment[]>();
    readonly #ranges = new Map<PlannedValue, Range[]>();
    readonly #begun = new Map<PlannedValue, number>();
    #point = 0;

    /** The value of each assignment, from the last to the first. */
    get assigned(): readonly PlannedValue[] {
        return this.#assigned;
    }

    begins(value: PlannedValue): void {
        this.#begun.set(value, this.#point);
    }

    ends(value: PlannedValue): void {
        const from = this.#begun.get(value) ?? this.#point;
        this.#begun.delete(value);
        if (from < this.#point) {
            entryOf(this.#ranges, value).push({ value, from, to: this.#point });
        }
    }

    assigns(value: PlannedValue, source: PlannedValue | undefined): void {
        this.#assigned.push(value);
        entryOf(this.#assignments, value).push({ point: this.#point, value, source });
    }

    passes(): void {
        this.#point += 1;
    }

    /** The point where the parameters are assigned, even if nothing reads them: the last one. */
    enter(parameters: readonly PlannedValue[]): void {
        for (const one of parameters) {
            if (!this.#begun.has(one)) {
                this.begins(one);
            }
            this.assigns(one, undefined);
        }
        this.passes();
        for (const one of [...this.#begun.keys()]) {
            this.ends(one);
        }
    }

    variableOf(value: PlannedValue): Variable {
        const variable = new Variable(this.#point, value);
        variable.addAssignments(this.#assignments.get(value) ?? []);
        variable.addRanges(this.#ranges.get(value) ?? []);
        return variable;
    }
}

/** Values that can share a variable: each is dead where another is assigned, except to a copy of it. */
export class Variable {
    /** The number of points. */
    readonly #points: number;
    #values: Values;
    /** By their points. */
    readonly #assignments: Assignment[] = [];
    readonly #ranges: Range[] = [];
    /** A segment tree over the points: a node's values are live at all points below it. */
    readonly #live = new Map<number, PlannedValue[]>();

    constructor(points: number, value: PlannedValue) {
        this.#points = points;
        this.#values = value;
    }

    /** Those of the variable that others joined come first. */
    get values(): readonly PlannedValue[] {
        const values: PlannedValue[] = [];
        for (const rest = [this.#values]; ;) {
            const one = rest.pop();
            if (one === undefined) {
                return values;
            }
            if ("parts" in one) {
                rest.push(one.parts[1], one.parts[0]);
            } else {
                values.push(one);
            }
        }
    }

    get #size(): number {
        return this.#assignments.length + this.#ranges.length;
    }

    /** Whether two variables hold different contents at the same time. */
    conflictsWith(other: Variable): boolean {
        const [less, more] = this.#size < other.#size ? [this, other] : [other, this];
        return less.#assignments.some(({ point, value, source }) =>
            more.#someLive(point, (one) => one !== value && one !== source)) ||
            less.#ranges.some((range) => more.#someAssignment(range));
    }

    /** One variable for the values of both, which must not be used any more. */
    joined(other: Variable): Variable {
        const [less, more] = this.#size < other.#size ? [this, other] : [other, this];
        more.#values = { parts: [this.#values, other.#values] };
        more.addAssignments(less.#assignments);
        more.addRanges(less.#ranges);
        return more;
    }

    addAssignments(assignments: readonly Assignment[]): void {
        for (const one of assignments) {
            this.#assignments.splice(this.#firstAssignment(one.point), 0, one);
        }
    }

    addRanges(ranges: readonly Range[]): void {
        for (const range of ranges) {
            this.#ranges.push(range);
            let [from, to] = [range.from + this.#points, range.to + this.#points];
            for (; from < to; from >>= 1, to >>= 1) {
                if (from % 2 === 1) {
                    entryOf(this.#live, from).push(range.value);
                    from += 1;
                }
                if (to % 2 === 1) {
                    to -= 1;
                    entryOf(this.#live, to).push(range.value);
                }
            }
        }
    }

    #someLive(point: number, accepts: (value: PlannedValue) => boolean): boolean {
        for (let node = point + this.#points; node > 0; node >>= 1) {
            if (this.#live.get(node)?.some(accepts) === true) {
                return true;
            }
        }
        return false;
    }

    #someAssignment({ from, to, value }: Range): boolean {
        for (let index = this.#firstAssignment(from); index < this.#assignments.length; index += 1) {
            const one = this.#assignments[index];
            if (one === undefined || one.point >= to) {
                return false;
            }
            if (one.value !== value && one.source !== value) {
                return true;
            }
        }
        return false;
    }

    /** The index of the first assignment at a point or after it. */
    #firstAssignment(point: number): number {
        let [low, high] = [0, this.#assignments.length];
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((this.#assignments[middle]?.point ?? point) < point) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

function entryOf<Key, One>(map: Map<Key, One[]>, key: Key): One[] {
    const entry = map.get(key) ?? [];
    map.set(key, entry);
    return entry;
}
