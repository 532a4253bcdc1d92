import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Reporter, SerializedError, TestCase, TestModule } from "vitest/node";
import { projectRoot } from "./extension.ts";

export interface Tally {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
}

/** A test that failed, perhaps only at first, or an error outside all tests. */
export interface Failure {
    readonly title: string;
    readonly error: string;
    /** Whether it passed when it was repeated. */
    readonly repeated: boolean;
}

/** The line that every test runner of the project ends on, for people and machines to read. */
export function closingLine({ passed, failed, skipped }: Tally): string {
    return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

export function failureLines({ title, error, repeated }: Failure): string {
    return `  ${repeated ? "↻" : "✗"} ${title}\n${error.replaceAll(/^/gm, "      ")}`;
}

/** Keeps a runner's failures and closing line in test-results/summaries/, which `.ci/run` prints at the end. */
export async function keepSummary(runner: string, tally: Tally, failures: readonly Failure[]): Promise<void> {
    const folder = join(projectRoot, "test-results/summaries");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${runner}.txt`), [...failures.map(failureLines), closingLine(tally), ""].join("\n"));
}

/** Prints the closing line after vitest's own summary, and keeps the summary. */
export default class RunnerSummaryReporter implements Reporter {
    async onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Promise<void> {
        const tests = modules.flatMap((module) => [...module.children.allTests()]);
        // A file that cannot be loaded has no tests to fail, and an error outside all tests belongs to none.
        const outside = [
            ...modules.flatMap((module) => module.errors().map((error) => ({ title: module.relativeModuleId, error }))),
            ...unhandled.map((error) => ({ title: "outside all tests", error })),
        ].map(({ title, error }) => ({ title, error: errorText(error), repeated: false }));
        const count = (state: ReturnType<TestCase["result"]>["state"]): number =>
            tests.filter((test) => test.result().state === state).length;
        const tally = {
            passed: count("passed"), failed: count("failed") + outside.length, skipped: count("skipped") + count("pending"),
        };
        await keepSummary("unit", tally, [...tests.flatMap(failureOf), ...outside]);
        console.log(closingLine(tally));
    }
}

function failureOf(test: TestCase): Failure[] {
    const { state, errors = [] } = test.result();
    if (errors.length === 0) {
        return [];
    }
    const title = `${test.module.relativeModuleId} > ${test.fullName}`;
    return [{ title, error: errors.map(errorText).join("\n"), repeated: state === "passed" }];
}

function errorText(error: SerializedError): string {
    const { message, stacks = [], diff } = error;
    const places = stacks.slice(0, 3).map(({ file, line, column }) => `at ${relative(projectRoot, file)}:${line}:${column}`);
    return [message, ...(typeof diff === "string" ? [diff] : []), ...places].join("\n");
}
