/** What the register and agreements may use of decision notices. */
export type { NoticeDocument } from './document.ts';
export { noticeBody } from './document-view.ts';
export type { EntryState } from './publish-store.ts';
export { standingsPart } from './standing-view.ts';
export { standingsOf } from './store.ts';
