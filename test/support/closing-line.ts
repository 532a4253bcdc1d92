import type { Reporter, SerializedError, TestModule } from "vitest/node";

export interface Tally {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
}

/** The line that every test runner of the project ends on, for people and machines to read. */
export function closingLine({ passed, failed, skipped }: Tally): string {
    return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Prints the closing line after vitest's own summary. */
export default class ClosingLineReporter implements Reporter {
    onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
        const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
        // A file that cannot be loaded has no tests to fail, and an error outside all tests belongs to none.
        const broken = modules.reduce((sum, module) => sum + module.errors().length, errors.length);
        const count = (state: (typeof states)[number]): number => states.filter((one) => one === state).length;
        console.log(
            closingLine({
                passed: count("passed"),
                failed: count("failed") + broken,
                skipped: count("skipped") + count("pending"),
            }),
        );
    }
}
