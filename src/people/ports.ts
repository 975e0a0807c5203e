import type { PersonReference } from '../web/wing.ts';

/** What every wing writes about people, and how each kind is looked at when a record leaves somebody. */
export type References = () => readonly PersonReference[];
