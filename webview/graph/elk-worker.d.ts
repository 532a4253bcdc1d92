/** elkjs runs its "worker" in the calling thread where it is asked to; its own declarations don't say so. */
declare module "elkjs/lib/elk-worker.min.js" {
    export const Worker: new () => Worker;
}
