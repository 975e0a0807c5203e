import type { Route } from '../../web/route.ts';
import { victimListPages } from './list-pages.ts';
import { victimPartPages } from './part-pages.ts';
import { victimPages } from './victim-pages.ts';

/** Every page of victims: for the named few alone. */
export const victimRoutes: Route[] = [...victimListPages, ...victimPages, ...victimPartPages];
