import { expect, test } from "vitest";
import type { CodeAction } from "vscode-languageserver-types";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import {
    actionReferenceSchema, codeActions, menuTrialBudget, resolveCodeAction, type CodeActionOptions,
    type ExaminedDocument, type ResolvedAction,
} from "../../server/features/code-actions.ts";
import { validate } from "../../server/validation.ts";
import { analyzed } from "../support/marked-source.ts";

const go = (): Promise<void> => Promise.resolve();

function examined(text: string, id = "1"): ExaminedDocument {
    const source = analyzed(text);
    return { ...source, id, found: diagnose(source.analysis) };
}

/** The actions for the whole text. */
function actionsOf(source: ExaminedDocument, options: Partial<CodeActionOptions> = {}): Promise<readonly CodeAction[]> {
    const span = { start: 0, end: source.analysis.file.text.length };
    const usual = { lazily: true, trialBudget: menuTrialBudget, pause: go };
    return codeActions(source, source.found, span, { ...usual, ...options });
}

function resolve(source: ExaminedDocument, { data }: CodeAction): Promise<ResolvedAction | undefined> {
    const reference = validate(actionReferenceSchema, data);
    return "problem" in reference
        ? Promise.reject(new Error(reference.problem))
        : resolveCodeAction(source, source.found, reference.value, go);
}

/** A network with more layers than a menu's trials allow, after these lines. */
function large(lines: string): string {
    const body = `${lines}\n    repeat ${menuTrialBudget} { identity() }\n    output y = identity()`;
    return `model M() {\n    input image: [3, 32, 32]\n    ${body}\n}\n`;
}

const misspelt = "conv(8, kernal=3)";
const editsOf = ({ edit }: CodeAction): readonly unknown[] => edit?.documentChanges ?? [];

test("fixes of a small network are tried and have their edits", async () => {
    const text = `model M() {\n    input image: [3, 8, 8]\n    output y = ${misspelt}\n}\n`;
    const actions = await actionsOf(examined(text));
    expect(actions.map(({ title }) => title)).toEqual(["Change to `kernel`"]);
    expect(actions[0]).not.toHaveProperty("data");
    expect(actions.flatMap(editsOf)).toHaveLength(1);
});

test("fixes of a large network are offered untried, and tried when they are chosen", async () => {
    const source = examined(large(misspelt));
    const [change, remove, ...others] = await actionsOf(source);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ title: "Change to `kernel`", isPreferred: true });
    expect(remove).toMatchObject({ title: "Remove `kernal=3`", isPreferred: false });
    expect([change, remove].flatMap((action) => (action === undefined ? [] : editsOf(action)))).toEqual([]);
    expect(change && await resolve(source, change)).toMatchObject({
        edit: { documentChanges: [{ textDocument: { version: 1 }, edits: [{ newText: "kernel" }] }] },
    });
    expect(remove && await resolve(source, remove)).toEqual({
        refusal: expect.stringMatching(/^it would cause `missing-argument` on line 3: /u) as string,
    });
    // Results of trials are available to the next menu.
    expect((await actionsOf(source)).map(({ title, edit }) => [title, edit !== undefined]))
        .toEqual([["Change to `kernel`", true]]);
});

test.each<readonly [who: string, options: Partial<CodeActionOptions>]>([
    ["a client that cannot resolve edits", { lazily: false }],
    ["a request without a waiting user", { trialBudget: Infinity }],
])("all fixes are tried for %s", async (_, options) => {
    const actions = await actionsOf(examined(large(misspelt)), options);
    expect(actions.map(({ title, edit }) => [title, edit !== undefined])).toEqual([["Change to `kernel`", true]]);
});

test("a client that cannot resolve edits is offered no fixes that would take too long to try", async () => {
    const actions = await actionsOf(examined(large(misspelt)), { lazily: false, trialBudget: 10 });
    expect(actions).toEqual([]);
});

test("fixes a thousand problems at once, and ends between two of them when the request is cancelled", async () => {
    const lines = Array.from({ length: 1000 }, () => "    conv(8, kernal=3, padding=1)\n").join("");
    const source = examined(`model M() {\n    input image: [3, 8, 8]\n${lines}    output y = identity()\n}\n`);
    const fixAll = { only: ["source.fixAll"], lazily: false };
    const [action] = await actionsOf(source, fixAll);
    expect(action === undefined ? [] : editsOf(action)).toMatchObject([{
        edits: Array.from({ length: 1000 }, (_, line) => ({ newText: "kernel", range: { start: { line: line + 2 } } })),
    }]);
    let pauses = 0;
    const pause = (): Promise<void> => {
        pauses += 1;
        return pauses === 500 ? Promise.reject(new Error("cancelled")) : Promise.resolve();
    };
    await expect(actionsOf(source, { ...fixAll, pause })).rejects.toThrow("cancelled");
    expect(pauses).toBe(500);
});

test("pauses before each trial, and ends when the request is cancelled", async () => {
    let pauses = 0;
    const source = examined(large(`${misspelt}\n    ${misspelt}`));
    await expect(actionsOf(source, {
        trialBudget: Infinity,
        pause: () => {
            pauses += 1;
            return pauses === 2 ? Promise.reject(new Error("cancelled")) : Promise.resolve();
        },
    })).rejects.toThrow("cancelled");
    const offered = await actionsOf(source);
    expect(offered.map(({ title, edit }) => [title, edit !== undefined])).toEqual([
        ["Change to `kernel`", true], ["Remove `kernal=3`", false],
        ["Change to `kernel`", false], ["Remove `kernal=3`", false],
    ]);
});

test("an action of another analysis has no edit", async () => {
    const [change] = await actionsOf(examined(large(misspelt), "1"));
    expect(change && await resolve(examined(large(misspelt), "2"), change)).toBeUndefined();
});

test("all auto-fixable problems are fixed by one action, whose edits are found when it is chosen", async () => {
    const source = examined(large(`${misspelt}\n    cnv(8, 1)`));
    const [action, ...others] = await actionsOf(source, { only: ["source.fixAll"] });
    expect(others).toEqual([]);
    expect(action).toMatchObject({ title: "Fix all auto-fixable problems", kind: "source.fixAll.cnn" });
    expect(action).not.toHaveProperty("edit");
    expect(action && await resolve(source, action)).toMatchObject({
        edit: { documentChanges: [{ edits: [{ newText: "kernel" }, { newText: "conv" }] }] },
    });
    const cancelled = { only: ["source.fixAll"], pause: () => Promise.reject(new Error("cancelled")) };
    await expect(actionsOf(source, cancelled)).rejects.toThrow("cancelled");
    expect(await actionsOf(examined(large("conv(8, 3)")), { only: ["source.fixAll"] })).toEqual([]);
});
