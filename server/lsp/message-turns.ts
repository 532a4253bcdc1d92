import type { ConnectionOptions } from "vscode-languageserver";
import type { Runtime } from "./runtime.ts";

/** How a connection has to be made so that it can be told when no message is waiting, and the runtime that tells. */
export interface MessageTurns {
    readonly options: ConnectionOptions;
    readonly runtime: Runtime;
}

/** `nextTurn` puts an action at the end of the queue that the connection too takes its turns from. */
export function messageTurns(nextTurn: (action: () => void) => void): MessageTurns {
    let handled = 0;
    const afterMessages = (action: () => void): void => {
        const before = handled;
        // A connection handles one message a turn, and queues for the next turn only after the handler has: the first
        // turn here comes before the next message's, the second after it.
        nextTurn(() => nextTurn(() => {
            if (handled === before) {
                action();
            } else {
                afterMessages(action);
            }
        }));
    };
    return {
        options: {
            messageStrategy: {
                handleMessage: (message, next) => {
                    handled += 1;
                    return next(message);
                },
            },
        },
        runtime: { afterMessages },
    };
}
