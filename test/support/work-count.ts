import { Session, type Profiler } from "node:inspector";

/**
 * Counts how often the blocks of this project's code run during `action`, such as calls and rounds of loops. The same
 * work gives the same count on any machine. Work inside the engine, as of `includes`, does not count.
 */
export function countWork(action: () => void): number {
    const session = new Session();
    session.connect();
    try {
        post(session, "Profiler.enable");
        post(session, "Profiler.startPreciseCoverage", { callCount: true, detailed: true });
        action();
        const { result } = post(session, "Profiler.takePreciseCoverage") as Profiler.TakePreciseCoverageReturnType;
        return result.filter(({ url }) => /\/(?:grammar|server)\//u.test(url))
            .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
            .reduce((sum, { count }) => sum + count, 0);
    } finally {
        post(session, "Profiler.stopPreciseCoverage");
        session.disconnect();
    }
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
