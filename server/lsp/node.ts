import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./server.ts";

startServer(createConnection(ProposedFeatures.all), {
    afterMessages: (action) => {
        setImmediate(action);
    },
});
