import type { Day } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { Contract, ContractEvent, Participant, Trial } from './types.ts';

export interface PersonTrialsModel {
  personId: number;
  trials: readonly Trial[];
  participations: readonly Participant[];
  contracts: readonly Contract[];
  events: readonly (ContractEvent & { contractId: number })[];
  workers: readonly { id: number; name: string }[];
  viewer: { staffId: number; enrols: boolean; treats: boolean; isPolice: boolean };
  today: Day;
  csrfToken: string;
  errors: readonly FieldError[];
  /** Which form comes back with what was typed. */
  form?: string;
  values?: Readonly<Record<string, string | readonly string[] | undefined>>;
  key?: string | undefined;
  theirs?: string | undefined;
}

export const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

export const textOf = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : '';
