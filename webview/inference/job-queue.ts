/** Executes jobs one at a time. A run replaces the one that waits before it; other jobs keep their order. */
export interface JobQueue {
    /** `isReplaced` resolves after messages that have arrived were handled. */
    run(job: (isReplaced: () => Promise<boolean>) => Promise<void>): void;
    add(job: (isReplaced: () => Promise<boolean>) => Promise<void>): void;
}

/** Jobs must not throw. */
export function createJobQueue(): JobQueue {
    let nextRun: ((isReplaced: () => Promise<boolean>) => Promise<void>) | undefined;
    const others: ((isReplaced: () => Promise<boolean>) => Promise<void>)[] = [];
    let busy = false;

    const isReplaced = async (): Promise<boolean> => {
        await nextTask();
        return nextRun !== undefined;
    };
    const work = async (): Promise<void> => {
        if (busy) {
            return;
        }
        busy = true;
        for (;;) {
            const run = nextRun;
            nextRun = undefined;
            const job = run ?? others.shift();
            if (job === undefined) {
                break;
            }
            await job(isReplaced);
            await nextTask();
        }
        busy = false;
    };
    return {
        run: (job) => {
            nextRun = job;
            void work();
        },
        add: (job) => {
            others.push(job);
            void work();
        },
    };
}

const channel = new MessageChannel();

/** Lets messages in that wait; unlike a timer, without a delay. */
function nextTask(): Promise<void> {
    return new Promise((resolve) => {
        channel.port1.onmessage = () => resolve();
        channel.port2.postMessage(undefined);
    });
}
