import { londonDay } from '../../kernel/clock.ts';
import type { FramePerson, Job, TodayItem, Wing } from '../../web/wing.ts';
import { erasePhotos } from './erase.ts';
import { photoPages } from './pages.ts';
import { listToConfirm } from './store.ts';

const mostShown = 5;

/** A photo whose person is in question waits for those who know them. */
const photosToday: NonNullable<Wing['today']>[number] = async (tx, { viewer }) => {
  if (!viewer.may('photo:record')) return [];
  return (await listToConfirm(tx, mostShown)).map(
    (one): TodayItem => ({
      group: 'due',
      day: londonDay(one.changedAt),
      title: one.name,
      detail: 'A photo waits for somebody to say whom it shows',
      href: `/people/${one.personId}/photo`,
      personId: one.personId,
    }),
  );
};

const eraseJob: Job = {
  name: 'photos-erase',
  schedule: '20 3 * * *',
  run: async ({ database, log, now }) => {
    const n = await erasePhotos(database, now);
    if (n > 0) log.info({ event: 'photos-erased', n });
  },
};

/** What `photos` gives to the wing. */
export const photoParts = (framePerson: FramePerson) => ({
  routes: photoPages(framePerson),
  jobs: [eraseJob],
  today: [photosToday],
});
