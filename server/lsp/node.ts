import { setFlagsFromString } from "node:v8";
import { createConnection, ProposedFeatures, StreamMessageWriter, type Connection } from "vscode-languageserver/node";
import { CheckedMessageReader } from "./message-reader.ts";
import { messageTurns } from "./message-turns.ts";
import { startServer } from "./server.ts";

// A graph lives until the next keystroke. V8 would learn to allocate some of its parts in the old generation, where
// they keep the rest of a dead graph alive; each collection would then promote a whole graph.
setFlagsFromString("--no-allocation-site-pretenuring");

const { options, runtime } = messageTurns((action) => {
    setImmediate(action);
});

startServer(process.argv.includes("--stdio") ? streamConnection() : createConnection(ProposedFeatures.all, options), runtime);

/** A connection over the standard streams, which any editor or program can be at the other end of. */
function streamConnection(): Connection {
    const writer = new StreamMessageWriter(process.stdout);
    const reader = new CheckedMessageReader(process.stdin, (error) => {
        void writer.write(error);
    });
    // The client has ended without `exit`.
    reader.onClose(() => process.exit(1));
    writer.onError(() => process.exit(1));
    return createConnection(ProposedFeatures.all, reader, writer, options);
}
