import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLayoutClient } from "../../../webview/graph/layout-client.ts";
import type { Layout } from "../../../drawing/layout/layout-messages.ts";
import type { LayoutAnswer, LayoutJob } from "../../../drawing/layout/layout-messages.ts";
import { eventually } from "../../support/eventually.ts";

const request = { boxes: [], edges: [] };
const layout: Layout = { direction: "down", width: 1, height: 2, boxes: new Map(), segments: [] };

/** A worker that answers on the test's command. */
class FakeWorker {
    static readonly all: FakeWorker[] = [];
    readonly jobs: number[] = [];
    ended = false;
    onmessage: ((event: { readonly data: LayoutAnswer }) => void) | undefined;
    onerror: ((event: { readonly message: string }) => void) | undefined;

    constructor() {
        FakeWorker.all.push(this);
    }

    postMessage({ job }: LayoutJob): void {
        this.jobs.push(job);
    }

    terminate(): void {
        this.ended = true;
    }

    answer(data: LayoutAnswer): void {
        this.onmessage?.({ data });
    }
}

const noProgress = (): void => undefined;

async function workerNumber(count: number): Promise<FakeWorker> {
    return eventually(() => {
        const worker = FakeWorker.all[count - 1];
        expect(worker).toBeDefined();
        return worker ?? new FakeWorker();
    });
}

beforeEach(() => {
    FakeWorker.all.length = 0;
    vi.useFakeTimers();
    vi.stubGlobal("Worker", FakeWorker);
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("worker text")));
});

afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

describe("layouts by a worker", () => {
    test("come with their progress", async () => {
        const client = createLayoutClient("/worker.js");
        const progress: (readonly number[])[] = [];
        const answer = client.layOut(request, (done, total) => progress.push([done, total]));
        const worker = await workerNumber(1);
        worker.answer({ type: "progress", job: 1, done: 3, total: 7 });
        worker.answer({ type: "done", job: 1, layout });
        expect(await answer).toEqual(layout);
        expect(progress).toEqual([[3, 7]]);
    });

    test("of an older graph end when a newer one comes, in the same worker", async () => {
        const client = createLayoutClient("/worker.js");
        const old = client.layOut(request, noProgress);
        const worker = await workerNumber(1);
        const fresh = client.layOut(request, noProgress);
        expect(await old).toBeUndefined();
        worker.answer({ type: "done", job: 1, layout: { ...layout, width: 99 } });
        worker.answer({ type: "done", job: 2, layout });
        expect(await fresh).toEqual(layout);
        expect(FakeWorker.all).toHaveLength(1);
    });

    test("are done by a new worker when the old one is stuck in an older graph", async () => {
        const client = createLayoutClient("/worker.js");
        const old = client.layOut(request, noProgress);
        const stuck = await workerNumber(1);
        const fresh = client.layOut(request, noProgress);
        await vi.advanceTimersByTimeAsync(1000);
        const worker = await workerNumber(2);
        expect([stuck.ended, worker.jobs]).toEqual([true, [2]]);
        worker.answer({ type: "done", job: 2, layout });
        expect([await old, await fresh]).toEqual([undefined, layout]);
    });

    test("do not end a worker that has started the newer graph", async () => {
        const client = createLayoutClient("/worker.js");
        void client.layOut(request, noProgress);
        const worker = await workerNumber(1);
        const fresh = client.layOut(request, noProgress);
        worker.answer({ type: "progress", job: 2, done: 1, total: 9 });
        await vi.advanceTimersByTimeAsync(5000);
        worker.answer({ type: "done", job: 2, layout });
        expect([await fresh, FakeWorker.all.length, worker.ended]).toEqual([layout, 1, false]);
    });

    test("end at once when they are cancelled", async () => {
        const client = createLayoutClient("/worker.js");
        const answer = client.layOut(request, noProgress);
        const worker = await workerNumber(1);
        client.cancel();
        expect([await answer, worker.ended]).toEqual([undefined, true]);
    });
});

describe("errors are reported", () => {
    test("a worker's script that can't be fetched; the next try fetches it again", async () => {
        let calls = 0;
        vi.stubGlobal("fetch", () => {
            calls += 1;
            return Promise.resolve(new Response("", calls === 1 ? { status: 404, statusText: "Not Found" } : {}));
        });
        const client = createLayoutClient("/worker.js");
        await expect(client.layOut(request, noProgress)).rejects.toThrow("404 Not Found");
        const answer = client.layOut(request, noProgress);
        (await workerNumber(1)).answer({ type: "done", job: 2, layout });
        expect(await answer).toEqual(layout);
    });

    test("a worker that does not start", async () => {
        const client = createLayoutClient("/worker.js");
        const answer = client.layOut(request, noProgress);
        (await workerNumber(1)).onerror?.({ message: "blocked" });
        await expect(answer).rejects.toThrow("blocked");
    });

    test("a layout that fails", async () => {
        const client = createLayoutClient("/worker.js");
        const answer = client.layOut(request, noProgress);
        (await workerNumber(1)).answer({ type: "failed", job: 1, message: "no way" });
        await expect(answer).rejects.toThrow("no way");
    });
});
