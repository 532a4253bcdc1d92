import type { TensorFileProblem } from "../../../weights/safetensors.ts";
import { defineDiagnostic } from "../../definition.ts";
import { text, type Text } from "../../../text.ts";

export const invalidWeights = defineDiagnostic({
    code: "invalid-weights",
    severity: "error",
    message: ({ path }) => text("\"{path}\" is not a valid safetensors file", { path }),
    help: () => text("write it with `safetensors.torch.save_file(module.state_dict(), path)`"),
    notes: ({ problem }) => [{ message: reason(problem) }],
});

/** The problem of the file. Names come from it, and may be long. */
function reason(problem: TensorFileProblem): Text {
    switch (problem.kind) {
        case "unreadable":
            return text("it cannot be read");
        case "too-short":
            return text("it has {length} bytes, fewer than the 8 that tell the length of its header", problem);
        case "header-too-long":
            return text("its header is {length} bytes long, more than the {limit} that are read", problem);
        case "header-past-end":
            return text("its header would be {length} bytes long, in a file of {fileLength}", problem);
        case "not-json":
            return text("its header is not a JSON object");
        case "duplicate-name":
            return text("its header has `{name}` twice", { name: clipped(problem.name) });
        case "invalid-entry":
            return problem.field === ""
                ? text("`{name}` is not an object with `dtype`, `shape`, and `data_offsets`", { name: clipped(problem.name) })
                : text("`{field}` of `{name}` is invalid", { name: clipped(problem.name), field: problem.field });
        case "unknown-type":
            return text("`{name}` has the unknown type `{type}`", {
                name: clipped(problem.name), type: clipped(problem.type),
            });
        case "wrong-size":
            return text("the shape of `{name}` takes {expected} bytes, and its offsets span {actual}", {
                ...problem, name: clipped(problem.name),
            });
        case "wrong-start":
            return text("`{name}` starts at byte {actual} of the data instead of {expected}, the end of the tensor before it", {
                ...problem, name: clipped(problem.name),
            });
        case "wrong-length":
            return text("its tensors take {expected} bytes, and the file has {actual}", problem);
    }
}

const longestName = 60;

function clipped(name: string): string {
    const shown = name.replace(/[\p{Cc}\p{Cf}]/gu, "�");
    return shown.length > longestName ? `${shown.slice(0, longestName)}…` : shown;
}
