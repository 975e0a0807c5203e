import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { invalid } from '../../kernel/errors.ts';
import { notNow } from './acts.ts';
import {
  addProviderRow,
  insertService,
  insertVersion,
  listProviderStaff,
  lockService,
  setWorkers,
  updateService,
} from './service-store.ts';
import type { ProviderInput, ServiceInput } from './service-types.ts';

/** Enters a service in the directory. */
export const addService = defineAct<ServiceInput, { id: number }>({
  name: 'directory:add-service',
  right: 'directory:manage',
  run: async (tx, input, { actor, now, wrote }) => {
    const { id } = await insertService(tx, { ...input, schemeId: actor.schemeId, by: actor.staffId });
    await insertVersion(tx, {
      serviceId: id,
      version: 1,
      staffId: actor.staffId,
      why: null,
      body: input,
      at: now,
    });
    await wrote({ subject: 'service', subjectId: id, detail: { provider: input.agencyId } });
    return { id };
  },
});

/** Changes what the directory says; what it said before stays, with who changed it and why. */
export const changeService = defineAct<
  ServiceInput & { id: number; version: number; why: string },
  { id: number }
>({
  name: 'directory:change-service',
  right: 'directory:manage',
  about: ({ id }) => ({ subject: 'service', subjectId: id }),
  run: async (tx, { id, version, why, ...input }, { actor, now, wrote }) => {
    const service = await lockService(tx, id);
    if (service.version !== version)
      throw staleVersion({ text: `${service.name}: ${service.offers}`, version: service.version });
    if (service.agencyId !== input.agencyId)
      throw notNow('A service stays with its provider. Close it and enter another.');
    await updateService(tx, id, { ...input, by: actor.staffId });
    await insertVersion(tx, {
      serviceId: id,
      version: version + 1,
      staffId: actor.staffId,
      why,
      body: input,
      at: now,
    });
    await wrote({ subject: 'service', subjectId: id, detail: { version: version + 1 } });
    return { id };
  },
});

/**
 * Enters a provider that is not on the system: its services can stand in the directory, and referrers write down what it
 * answers. It is under no agreement and has no staff until an administrator sets them up.
 * @throws WaymarkError `invalid` where an agency has this name already.
 */
export const addProvider = defineAct<ProviderInput, { id: number }>({
  name: 'directory:add-provider',
  right: 'directory:manage',
  changesAccess: true,
  run: async (tx, input, { today, wrote }) => {
    const id = await addProviderRow(tx, input, today);
    if (id === null)
      throw invalid([
        { field: 'name', text: 'An agency of this name is there already. Choose it in the service’s form' },
      ]);
    await wrote({ subject: 'agency', subjectId: id, detail: { kind: input.kind } });
    return { id };
  },
});

/** Says which of the provider's workers see this service's referrals; nobody named: all of them. */
export const nameServiceWorkers = defineAct<{ id: number; staffIds: number[] }, { id: number }>({
  name: 'directory:name-workers',
  right: 'directory:manage',
  about: ({ id }) => ({ subject: 'service', subjectId: id }),
  run: async (tx, { id, staffIds }, { actor, wrote }) => {
    const service = await lockService(tx, id);
    const known = new Set((await listProviderStaff(tx, service.agencyId)).map((one) => one.id));
    if (staffIds.some((one) => !known.has(one)))
      throw notNow('Only workers of the provider who handle referrals can be named.');
    await setWorkers(tx, id, staffIds, actor.staffId);
    await wrote({ subject: 'service', subjectId: id, detail: { workers: staffIds.length } });
    return { id };
  },
});
