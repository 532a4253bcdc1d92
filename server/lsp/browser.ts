import {
    BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures,
} from "vscode-languageserver/browser";
import { messageTurns } from "./message-turns.ts";
import { startServer } from "./server.ts";

// The types are those of a page; here `self` is a worker's scope, which has the same messages as a port.
const scope = self as unknown as MessagePort;
const { options, runtime } = messageTurns((action) => {
    setTimeout(action, 0);
});
const connection = createConnection(
    ProposedFeatures.all, new BrowserMessageReader(scope), new BrowserMessageWriter(scope), options,
);

startServer(connection, runtime);
