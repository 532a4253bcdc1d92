import { setFlagsFromString } from "node:v8";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { messageTurns } from "./message-turns.ts";
import { startServer } from "./server.ts";

// A graph lives until the next keystroke. V8 would learn to make some of its parts in the old generation, from where
// they hold the rest of a dead one; so collections would move a whole graph each instead of forgetting it.
setFlagsFromString("--no-allocation-site-pretenuring");

const { options, runtime } = messageTurns((action) => {
    setImmediate(action);
});

startServer(createConnection(ProposedFeatures.all, options), runtime);
