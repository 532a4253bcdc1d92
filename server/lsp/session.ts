import type { ClientCapabilities, Connection } from "vscode-languageserver";
import type { ChosenUsesReader } from "./chosen-uses.ts";
import type { Documents } from "./documents.ts";
import type { LayerTimesReader } from "./layer-times.ts";
import type { Pages } from "./pages.ts";
import type { Requests } from "./requests.ts";
import type { SettingsReader } from "./settings.ts";
import type { Workspace } from "./workspace.ts";

/** What the features of one client's session share. */
export interface Session {
    readonly connection: Connection;
    readonly capabilities: ClientCapabilities;
    readonly documents: Documents;
    readonly requests: Requests;
    readonly settings: SettingsReader;
    readonly workspace: Workspace;
    readonly pages: Pages;
    readonly chosen: ChosenUsesReader;
    readonly times: LayerTimesReader;
}
