/** elkjs can run its "worker" in the calling thread, which its own declarations omit. */
declare module "elkjs/lib/elk-worker.min.js" {
    export const Worker: new () => Worker;
}
