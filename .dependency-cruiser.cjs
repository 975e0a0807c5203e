// Who may import whom (CONTRIBUTING.md). Floors, low to high; wings, left to right.
const floors = ['kernel', 'access', 'notices', 'scheme', 'web'];
const wings = [
  'people',
  'cohort',
  'casework',
  'intelligence',
  'outcomes',
  'resources',
  'governance',
  'stewardship',
];
const faces = ['desk', 'exchange'];
const engines = ['linkage', 'statistics'];
const any = (names) => `^src/(${names.join('|')})/`;

const rules = [
  {
    name: 'no-circles',
    severity: 'error',
    from: {},
    to: { circular: true, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'engines-are-pure',
    severity: 'error',
    from: { path: any(engines), pathNot: '(\\.test|-for-tests)\\.ts$' },
    to: { path: '^(src|test|examples)/', pathNot: [`^src/(${engines.join('|')})/`] },
  },
  {
    name: 'linkage-alone',
    severity: 'error',
    from: { path: '^src/linkage/' },
    to: { path: '^src/statistics/' },
  },
  {
    name: 'statistics-alone',
    severity: 'error',
    from: { path: '^src/statistics/' },
    to: { path: '^src/linkage/' },
  },
  {
    name: 'kernel-imports-nothing',
    severity: 'error',
    from: { path: '^src/kernel/', pathNot: '(\\.test|-for-tests)\\.ts$' },
    to: { path: '^src/', pathNot: '^src/kernel/' },
  },
  ...floors.slice(1).map((floor, index) => ({
    name: `floor-${floor}`,
    severity: 'error',
    from: { path: `^src/${floor}/`, pathNot: '(\\.test|-for-tests)\\.ts$' },
    to: { path: '^src/', pathNot: any([...floors.slice(0, index + 2)]) },
  })),
  ...wings.map((wing, index) => ({
    name: `wing-${wing}`,
    severity: 'error',
    from: { path: `^src/${wing}/`, pathNot: '(\\.test|-for-tests)\\.ts$' },
    to: {
      path: '^src/',
      pathNot: [
        any(floors),
        any(engines),
        `^src/${wing}/`,
        ...(index === 0 ? [] : [`^src/(${wings.slice(0, index).join('|')})/index\\.ts$`]),
      ],
    },
  })),
  ...faces.map((face) => ({
    name: `face-${face}`,
    severity: 'error',
    from: { path: `^src/${face}/`, pathNot: '(\\.test|-for-tests)\\.ts$' },
    to: {
      path: '^src/',
      pathNot: [any(floors), any(engines), `^src/${face}/`, `^src/(${wings.join('|')})/index\\.ts$`],
    },
  })),
  {
    name: 'store-is-private',
    comment: 'SQL of a capability is used by that capability and its wing’s index alone',
    severity: 'error',
    from: { path: '^src/([^/]+)/([^/]+)/', pathNot: '(\\.test|-for-tests)\\.ts$' },
    to: { path: '^src/[^/]+/[^/]+/store\\.ts$', pathNot: '^src/$1/$2/' },
  },
  {
    name: 'driver-in-one-place',
    comment: 'No second way to the database',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/kernel/(database|statement-batch|open-database|migrate)\\.ts$' },
    to: { path: 'node_modules/(pg|@electric-sql/pglite)/' },
  },
  {
    name: 'tests-stay-out',
    severity: 'error',
    from: { path: '^src/', pathNot: '(\\.test|-for-tests)\\.ts$' },
    to: { path: '^(test|bench)/' },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: rules,
  options: {
    tsPreCompilationDeps: true,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    // What is compiled for itself is read by nothing here.
    exclude: { path: ['^node_modules/.*/node_modules', '^src/linkage/loops/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
