/** An invalid command line; the message says why. */
export class Misuse extends Error {}
