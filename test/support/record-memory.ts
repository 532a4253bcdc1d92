import { writeFileSync } from "node:fs";
import * as v from "valibot";
import { measureMemory, measurements, memoryFile, recordedNetworks, type Measurement } from "./recorded-memory.ts";

/**
 * Records the memory of every recorded network in PyTorch:
 * `CNN_PYTHON=python3 npx node test/support/record-memory.ts saved-tensors` (or another measurement). A second argument
 * chooses networks whose title contains it and prints their figures instead.
 */
const [, , first, wanted] = process.argv;
const measurement = v.parse(v.picklist(Object.keys(measurements) as Measurement[]), first);
const networks = recordedNetworks().filter(({ title }) => title.includes(wanted ?? ""));
const found = await measureMemory(measurement, networks, wanted !== undefined);
if (wanted === undefined) {
    writeFileSync(memoryFile(measurement), `${JSON.stringify(found, null, 1)}\n`);
} else {
    console.log(found.recorded);
}
