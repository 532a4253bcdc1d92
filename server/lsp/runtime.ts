/** What differs between Node and a browser's worker. */
export interface Runtime {
    /** Runs `action` once the messages that have already arrived are dealt with. */
    afterMessages(action: () => void): void;
}
