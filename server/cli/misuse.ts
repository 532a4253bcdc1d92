/** A command line that cannot be carried out; the message says why. */
export class Misuse extends Error {}
