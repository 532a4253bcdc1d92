/** The differences between Node and a browser's worker. */
export interface Runtime {
    /** Runs `action` after all messages that have already arrived. */
    afterMessages(action: () => void): void;
}
