import { Session, type Profiler } from "node:inspector";
import { afterAll, beforeAll } from "vitest";
import { growthExponent } from "./growth-exponent.ts";

/** How often the blocks of each function run during an action, such as calls and rounds of loops. */
export type CountFunctions = (action: () => void) => ReadonlyMap<string, number>;

/**
 * Counts, in the tests of one file or group, how often the blocks of each of this project's functions run. The same
 * work gives the same count on any machine. Work inside the engine, as of `includes`, does not count. V8 counts only
 * what it does not optimize, so the tests that count are those of the project "growth" in vitest.config.mjs.
 */
export function useFunctionCounts(): CountFunctions {
    const session = new Session();

    // Once for all tests, because starting and stopping visit all code that is loaded.
    beforeAll(() => {
        if (!process.execArgv.includes("--no-opt")) {
            throw new Error("Work is counted only with --no-opt.");
        }
        session.connect();
        post(session, "Profiler.enable");
        post(session, "Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    });

    afterAll(() => {
        post(session, "Profiler.stopPreciseCoverage");
        session.disconnect();
    });

    return (action) => {
        takeCounts(session);
        action();
        return takeCounts(session);
    };
}

/** Less work than this does not show how it grows. */
const leastWork = 1000;

/**
 * Measures, in the tests of one file or group, the exponent by which work grows between two numbers of things.
 * `prepare` returns the action to count for a number of things.
 */
export function useWorkGrowth(): (
    counts: readonly [few: number, many: number], prepare: (count: number) => () => void,
) => number {
    const countFunctions = useFunctionCounts();
    return (counts, prepare) => growthExponent(counts.map((size) => {
        const amount = sum(countFunctions(prepare(size)));
        if (amount < leastWork) {
            throw new Error(`${amount} steps for ${size} things are too few to measure how work grows.`);
        }
        return { size, amount };
    }));
}

/** A single function's work of less than this does not matter yet, however it grows. */
const negligible = 5000;
/** The largest exponent of a single function's work: quadratic work has 2. */
const steepestFunction = 1.5;

/** How the work of all functions together grows, and the functions whose own work grows too fast. */
export interface FunctionGrowth {
    readonly exponent: number;
    readonly steepFunctions: readonly string[];
}

/** Measures, in the tests of one file or group, how the work grows between two numbers of things. */
export function useFunctionGrowth(): (
    counts: readonly [few: number, many: number], prepare: (count: number) => () => void,
) => FunctionGrowth {
    const countFunctions = useFunctionCounts();
    return ([few, many], prepare) => {
        const [ofFew, ofMany] = [countFunctions(prepare(few)), countFunctions(prepare(many))];
        const exponent = (less: number, more: number): number =>
            growthExponent([{ size: few, amount: less }, { size: many, amount: more }]);
        return {
            exponent: exponent(sum(ofFew), sum(ofMany)),
            steepFunctions: [...ofMany].filter(([name, count]) =>
                count > negligible && exponent(ofFew.get(name) ?? 1, count) > steepestFunction).map(([name]) => name),
        };
    };
}

/** The work of all functions together. */
export function sum(counts: ReadonlyMap<string, number>): number {
    return [...counts.values()].reduce((total, count) => total + count, 0);
}

/** The counts since the last call. */
function takeCounts(session: Session): ReadonlyMap<string, number> {
    const { result } = post(session, "Profiler.takePreciseCoverage") as Profiler.TakePreciseCoverageReturnType;
    const counts = new Map<string, number>();
    for (const { url, functions } of result) {
        const [file] = /(?:drawing|grammar|server)\/.*/u.exec(url) ?? [];
        for (const { functionName, ranges } of file === undefined ? [] : functions) {
            const name = `${functionName} at ${ranges[0]?.startOffset} in ${file}`;
            counts.set(name, ranges.reduce((sum, { count }) => sum + count, counts.get(name) ?? 0));
        }
    }
    return counts;
}

/** Posts a command of the inspector, which answers at once. */
function post(session: Session, method: string, parameters: object = {}): unknown {
    let answer: unknown;
    session.post(method, parameters, (error, result: unknown) => {
        if (error !== null) {
            throw error;
        }
        answer = result;
    });
    return answer;
}
