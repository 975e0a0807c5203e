import type { StaffViewer } from '../access/viewers.ts';

/** The way back to the search; for whoever has none, the word alone. */
export const peopleCrumb = (viewer: StaffViewer): { text: string; href?: string } =>
  viewer.may('people:search') ? { text: 'People', href: '/people' } : { text: 'People' };
