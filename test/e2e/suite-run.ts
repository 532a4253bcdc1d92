import { createWriteStream, existsSync, readFileSync } from "node:fs";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { SourceMap } from "node:module";
import type { SourceMapPayload } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { projectRoot } from "../support/extension.ts";
import { closingLine, failureLines, keepSummary } from "../support/runner-summary.ts";
import type { Failure } from "../support/runner-summary.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { TemporaryFolder } from "../support/temporary-folder.ts";
import type { SuiteEvent } from "./page.ts";

/** The result of a run. */
export const resultsFolder = join(projectRoot, "test-results");

/** The maximum time without an event, for tests and VS Code's start: more than any test's own limit. */
const silenceLimit = 720_000;

export interface RunOptions {
    /** Only tests whose title has this in it. */
    readonly grep?: string;
    /** Whether to run in the browser what does not depend on the host. */
    readonly all: boolean;
    /** Whether to bundle again. */
    readonly build: boolean;
    /** The display language; by default English. */
    readonly locale?: string;
    /** Whether VS Code distrusts the workspace. */
    readonly untrusted: boolean;
}

/** The command line options of all runners of the suite. */
export function runOptions(): RunOptions {
    const { values } = parseArgs({
        options: {
            "grep": { type: "string" }, "no-build": { type: "boolean", default: false }, "locale": { type: "string" },
            "untrusted": { type: "boolean", default: false }, "all": { type: "boolean", default: false },
        },
    });
    const { grep, locale, untrusted, all } = values;
    return {
        build: !values["no-build"], untrusted, all,
        ...(grep === undefined ? {} : { grep }), ...(locale === undefined ? {} : { locale }),
    };
}

/** A folder to work in, and a workspace that consists of it, to which folders can be added without a restart. */
export interface TestWorkspace extends TemporaryFolder {
    readonly file: string;
}

/** A separate folder that tests can write to: the examples, and the tests' own files. */
export async function makeWorkspace(): Promise<TestWorkspace> {
    const folder = await temporaryFolder("workspace");
    const file = join(folder.path, "tests.code-workspace");
    await writeFile(file, JSON.stringify({ folders: [{ path: "." }] }));
    for (const source of ["examples", "test/e2e/workspace"].map((path) => join(projectRoot, path))) {
        if (existsSync(source)) {
            await cp(source, folder.path, { recursive: true });
        }
    }
    return { path: folder.path, file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** One run of the suite as its runner sees it. */
export interface SuiteRun {
    /** The folder for its pictures. */
    readonly pictures: string;
    /** A test event from the suite. */
    readonly onEvent: (event: SuiteEvent) => void;
    /** Something VS Code wrote; kept in test-results/NAME.log, and shown if the run fails without a failed test. */
    readonly wrote: (line: string) => void;
    /** VS Code reports that the suite has ended. */
    readonly ended: (code: number) => void;
    /** Aborts a run that cannot continue. */
    readonly broke: (why: string) => void;
    /** Settles when the suite has ended or hangs. */
    readonly settled: Promise<void>;
    /** Prints the closing line, keeps the summary and returns the exit code. */
    readonly close: () => Promise<number>;
}

/** Records the console of VS Code's page, and notices when the suite has ended. */
export async function hearPage(page: Page, run: SuiteRun): Promise<void> {
    await page.exposeFunction("codeAutomationLog", (type: string, args: readonly unknown[]) =>
        run.wrote(`${type}: ${args.map(String).join(" ")}`),
    );
    await page.exposeFunction("codeAutomationExit", run.ended);
    page.on("crash", () => run.broke("The page crashed."));
}

/** Stops what VS Code animates: without a GPU, drawing each frame takes as long as everything else in the window. */
export function stopAnimations(page: Page): void {
    const content = "*, ::before, ::after { animation: none !important; transition: none !important; }";
    page.on("domcontentloaded", () => {
        // A window that is left before it has loaded takes no style.
        page.addStyleTag({ content }).catch(() => undefined);
    });
}

/** Follows a run: prints each test, and notices when nothing happens any more. */
export async function followRun(name: string): Promise<SuiteRun> {
    const pictures = join(resultsFolder, "screenshots", name);
    await rm(pictures, { recursive: true, force: true });
    await mkdir(resultsFolder, { recursive: true });
    const log = createWriteStream(join(resultsFolder, `${name}.log`));
    const lines: string[] = [];
    const counts = { passed: 0, failed: 0, skipped: 0, repeated: 0 };
    const failures: Failure[] = [];
    let settle = (): void => undefined;
    const settled = new Promise<void>((resolve) => (settle = resolve));
    let exitCode: number | undefined;
    let trouble: string | undefined;
    const broke = (why: string): void => {
        trouble ??= why;
        settle();
    };
    const watch = (): NodeJS.Timeout =>
        setTimeout(() => broke(`No test has ended for ${silenceLimit / 1000} s.`), silenceLimit);
    let timer = watch();
    return {
        pictures,
        onEvent(event) {
            clearTimeout(timer);
            timer = watch();
            counts[event.kind] += 1;
            if (event.kind === "failed" || event.kind === "repeated") {
                failures.push({ title: event.title, error: inSources(event.error), repeated: event.kind === "repeated" });
            }
            console.log(lineOf(event));
        },
        wrote(line) {
            lines.push(line);
            log.write(`${line}\n`);
        },
        ended(code) {
            exitCode = code;
            settle();
        },
        broke,
        settled: settled.finally(() => clearTimeout(timer)),
        async close() {
            log.end();
            const ran = counts.passed + counts.failed;
            if (trouble === undefined && counts.failed === 0 && (exitCode !== 0 || ran === 0)) {
                trouble = ran === 0 ? "No test ran." : `VS Code ended with code ${String(exitCode)}.`;
            }
            if (trouble !== undefined) {
                counts.failed += 1;
                failures.push({ title: trouble, error: lines.slice(-10).join("\n"), repeated: false });
                console.error(`${trouble} What VS Code wrote last (all of it: test-results/${name}.log):`);
                console.error(lines.slice(-40).join("\n"));
            }
            if (counts.repeated > 0) {
                console.log(`${counts.repeated} failed tests ran again (↻).`);
            }
            await keepSummary(name, counts, failures);
            console.log(closingLine(counts));
            return counts.failed === 0 ? 0 : 1;
        },
    };
}

function lineOf(event: SuiteEvent): string {
    switch (event.kind) {
        case "passed":
            return `  ✓ ${event.title} (${event.milliseconds} ms)`;
        case "failed":
        case "repeated":
            return failureLines({ title: event.title, error: inSources(event.error), repeated: event.kind === "repeated" });
        case "skipped":
            return `  - ${event.title}`;
    }
}

/** Puts the places of the sources into a stack that names places of the bundle. */
function inSources(stack: string): string {
    return stack.replaceAll(/[^\s(]*dist\/test\/([\w-]+\.js)(?:#[\w-]+)?:(\d+):(\d+)/g, (place: string, bundle: string, ...at) => {
        const map = sourceMapOf(bundle);
        const origin = map?.findOrigin(Number(at[0]), Number(at[1]));
        return origin !== undefined && "fileName" in origin
            ? `${origin.fileName.replace(/^(\.\.\/)+/, "")}:${origin.lineNumber}:${origin.columnNumber}`
            : place;
    });
}

function sourceMapOf(bundle: string): SourceMap | undefined {
    const file = join(projectRoot, "dist/test", `${bundle}.map`);
    return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, "utf8")) as SourceMapPayload) : undefined;
}
