import {
    BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures,
} from "vscode-languageserver/browser";
import { messageTurns } from "./message-turns.ts";
import { startServer } from "./server.ts";

// TypeScript's DOM types describe a page; here `self` is a worker's scope, with the messages of a port.
const scope = self as unknown as MessagePort;
const { options, runtime } = messageTurns((action) => {
    setTimeout(action, 0);
});
const connection = createConnection(
    ProposedFeatures.all, new BrowserMessageReader(scope), new BrowserMessageWriter(scope), options,
);

startServer(connection, runtime);
