/** Where the pages of decision notices stand. */
export const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Decision notices', href: '/governance/decisions' },
];
