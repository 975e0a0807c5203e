/** What the public register may use of decision notices: words and drawing, no table of theirs. */
export type { NoticeDocument } from './document.ts';
export { noticeBody } from './document-view.ts';
export type { EntryState } from './publish-store.ts';
