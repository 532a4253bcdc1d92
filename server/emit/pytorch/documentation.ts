import { headerComment } from "../../../grammar/comments.ts";
import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Block, Model } from "../../../grammar/syntax-tree.ts";

/** A block's or model's comment, unless it starts the file: then it describes the file. */
export function blockDocumentation(node: Block | Model, file: ParsedFile): string | undefined {
    const isHeader = file.tree.items[0] === node && node.documentation === headerComment(file);
    return isHeader ? undefined : node.documentation;
}
