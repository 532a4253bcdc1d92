// Apart from the lexer, because the preview's bundles read these and do without the parser.

/** The maximum number of open brackets. */
export const deepestBrackets = 48;
/** The maximum height of a statement's tree: nested brackets and consecutive operators together. */
export const highestTree = 200;
