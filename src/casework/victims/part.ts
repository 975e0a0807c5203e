import type { Act } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { Html } from '../../web/html.ts';
import type { FieldSpec } from '../form-fields.ts';
import type { Posted } from '../form-flow.ts';
import type { UpdateRule, Victim, VictimCrime } from './types.ts';

/** What a part's forms are drawn and read from. */
export interface PartContext {
  victim: Victim;
  /** The crimes, with what may be known of each member now. */
  crimes: readonly VictimCrime[];
  rule: UpdateRule;
  today: string;
}

type Read<Input> = { input: Input } | { errors: FieldError[] };

/** One kind of thing that is kept under a victim: how it is added, and what may become of it. */
export interface Part<Input, Row, Move> {
  adding: {
    heading: string;
    save: string;
    done: string;
    fields(context: PartContext): FieldSpec[];
    read(values: Posted, context: PartContext): Read<Input>;
    act: Act<Input & { id: number }, unknown>;
  };
  moving?: {
    heading: string;
    save: string;
    done: string;
    get(tx: Tx, key: { id: number; victimId: number }): Promise<Row & { version: number }>;
    words(row: Row, context: PartContext): string;
    /** What is to be seen before the form is filled in. */
    before?(row: Row, context: PartContext): Html;
    fields(row: Row, context: PartContext): FieldSpec[];
    read(values: Posted, row: Row, context: PartContext): Read<Move>;
    act: Act<Move & { id: number; part: number; version: number }, unknown>;
  };
}
