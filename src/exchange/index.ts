import type { FramePerson, Wing } from '../web/wing.ts';

export interface ExchangePorts {
  framePerson: FramePerson;
}

/** The face for machines. */
export const exchangeWing = (_ports: ExchangePorts): Wing => ({ name: 'exchange' });
