import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export type Field = string | number;

/** Quoted only where a reader would stumble. */
function quote(field: Field): string {
  const text = String(field);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const FLUSH_AT = 1 << 18;

/** A CSV file written in pieces of a quarter of a megabyte, whatever its length. */
export class CsvFile {
  readonly name: string;
  readonly #descriptor: number;
  readonly #columns: number;
  readonly #hash: Hash = createHash('sha256');
  #waiting = '';
  rows = 0;
  bytes = 0;

  constructor(folder: string, name: string, header: readonly string[]) {
    this.name = name;
    this.#columns = header.length;
    this.#descriptor = openSync(join(folder, name), 'w');
    this.#waiting = `${header.join(',')}\n`;
  }

  write(fields: readonly Field[]): void {
    if (fields.length !== this.#columns)
      throw new Error(`${this.name}: ${fields.length} fields, ${this.#columns} columns`);
    this.#waiting += `${fields.map(quote).join(',')}\n`;
    this.rows += 1;
    if (this.#waiting.length >= FLUSH_AT) this.#flush();
  }

  /** SHA-256 of the whole file. */
  close(): string {
    this.#flush();
    closeSync(this.#descriptor);
    return this.#hash.digest('hex');
  }

  #flush(): void {
    const piece = Buffer.from(this.#waiting, 'utf8');
    this.#waiting = '';
    this.#hash.update(piece);
    this.bytes += piece.length;
    for (let written = 0; written < piece.length; ) written += writeSync(this.#descriptor, piece, written);
  }
}
