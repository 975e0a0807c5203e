/** What the loops ask of their caller. */

/**
 * The standard form of a cell of the piece that is not of a common shape, written to the units: its length,
 * `NOTHING` where it has none, or `ASK` where the cell is empty.
 */
export declare function ask(from: i32, to: i32): i32;

/** A line, by its number in the piece, that has so many cells and not as many as the header. */
export declare function tornLine(line: i32, filled: i32): void;

/** A line with bytes beyond ASCII. */
export declare function beyondAscii(from: i32, to: i32): void;

/** There is no more memory; it does not return. */
export declare function noMemory(): void;
