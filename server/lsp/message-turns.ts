import type { ConnectionOptions } from "vscode-languageserver";
import type { Runtime } from "./runtime.ts";

/** A way to create a connection so that the runtime knows when no message is waiting. */
export interface MessageTurns {
    readonly options: ConnectionOptions;
    readonly runtime: Runtime;
}

/** `nextTurn` appends an action to the same queue in which the connection handles its messages. */
export function messageTurns(nextTurn: (action: () => void) => void): MessageTurns {
    let handled = 0;
    const afterMessages = (action: () => void): void => {
        const before = handled;
        // A connection handles one message per turn, and queues the next turn only after the handler: the first turn
        // here runs before the next message, the second after it.
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
