import type { Carrier } from './types.ts';

/** Sends nothing: the message stays in its list, to look at. What a scheme has until it sets a channel up. */
export const lookCarrier: Carrier = {
  name: 'look',
  send: async () => ({ is: 'sent', id: null }),
};
