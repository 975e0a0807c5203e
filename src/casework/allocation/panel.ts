import type { PersonPanel } from '../../web/wing.ts';
import { listAllocations } from './store.ts';
import { workersPanel } from './views.ts';

/** Who works with the person, for those who may know that they are on the scheme. */
export const allocationPanel: PersonPanel = {
  id: 'workers',
  order: 20,
  load: async (tx, { personId, viewer, onScheme }) => {
    const mayAllocate = onScheme && viewer.may('case:allocate');
    const current = await listAllocations(tx, personId);
    return current.length === 0 && !mayAllocate ? undefined : workersPanel(personId, current, mayAllocate);
  },
};
