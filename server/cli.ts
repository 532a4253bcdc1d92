import { exitCode } from "./cli/commands.ts";
import { endOnFailedOutput } from "./cli/output.ts";
import { runProgram } from "./cli/program.ts";

endOnFailedOutput(exitCode.misuse);
void runProgram(process.argv.slice(2));
