import { serviceViewer } from './access/viewers.ts';
import type { House } from './app.ts';
import { repeat, startJobs } from './kernel/jobs.ts';
import { sealAudit } from './stewardship/index.ts';

/** What runs beside the pages: the queue with every wing's jobs, and the sealer, each second. */
export async function startBackground(house: House): Promise<{ stop(): Promise<void> }> {
  const { database, log, clock } = house;
  const jobs = house.wings
    .flatMap((wing) => wing.jobs ?? [])
    .map((job) => ({
      name: job.name,
      ...(job.schedule === undefined ? {} : { schedule: job.schedule }),
      ...(job.topic === undefined ? {} : { topic: job.topic }),
      run: (payload: Record<string, unknown>) => job.run({ database, log, now: clock(), payload }),
    }));
  const queue = await startJobs({ database, relay: serviceViewer('relay'), jobs, log });
  const sealer = repeat(1_000, () => sealAudit(database), log, 'seal');
  return {
    stop: async () => {
      await sealer.stop();
      await queue.stop();
      await sealAudit(database);
    },
  };
}
