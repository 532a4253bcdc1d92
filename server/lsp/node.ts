import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { messageTurns } from "./message-turns.ts";
import { startServer } from "./server.ts";

const { options, runtime } = messageTurns((action) => {
    setImmediate(action);
});

startServer(createConnection(ProposedFeatures.all, options), runtime);
