import type { Layout, LayoutRequest } from "./layout.ts";

/** Page → layout worker. A newer job takes an older one's place. */
export interface LayoutJob {
    readonly job: number;
    readonly request: LayoutRequest;
}

/** Layout worker → page. Nothing comes any more of a job that a newer one has taken the place of. */
export type LayoutAnswer =
    | { readonly type: "progress"; readonly job: number; readonly done: number; readonly total: number }
    | { readonly type: "done"; readonly job: number; readonly layout: Layout }
    | { readonly type: "failed"; readonly job: number; readonly message: string };
