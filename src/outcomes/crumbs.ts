import type { StaffViewer } from '../access/viewers.ts';

/** The way back to outcomes, for those who may go there: stored figures are read by others too. */
export const outcomesCrumb = (viewer: Pick<StaffViewer, 'may'>): { text: string; href?: string } =>
  viewer.may('see:outcomes') ? { text: 'Outcomes', href: '/outcomes' } : { text: 'Outcomes' };
