import { setFlagsFromString } from "node:v8";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { messageTurns } from "./message-turns.ts";
import { startServer } from "./server.ts";

// A graph lives until the next keystroke. V8 would learn to allocate some of its parts in the old generation, where
// they keep the rest of a dead graph alive; each collection would then promote a whole graph.
setFlagsFromString("--no-allocation-site-pretenuring");

const { options, runtime } = messageTurns((action) => {
    setImmediate(action);
});

startServer(createConnection(ProposedFeatures.all, options), runtime);
