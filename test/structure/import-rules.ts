/** The import directions of the house (ARCHITECTURE.md). Parsed by swc: the TypeScript 7 compiler has no API to read with. */
const only = (name: string, from: string, allowed: readonly string[], comment?: string) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed, dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'] },
})

export default {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'nothing-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'main-is-imported-by-nobody',
      severity: 'error',
      from: { pathNot: '^server/main\\.ts$' },
      to: { path: '^server/main\\.ts$' },
    },
    only('rules-know-nothing', '^connectors/rules/', ['^connectors/rules/'], 'They also run in the browser.'),
    only(
      'connectors-know-their-contract',
      '^connectors/(?!rules/)',
      ['^connectors/'],
      'Database, queue and Express are strangers to them.',
    ),
    {
      name: 'connectors-are-strangers-to-the-house',
      severity: 'error',
      from: { path: '^connectors/' },
      to: { path: 'node_modules/(express|kysely|pg|bull|ioredis|react)/' },
    },
    only('contract-needs-no-server', '^server/contract/', ['^server/contract/', '^connectors/(rules/|contract\\.ts)']),
    only('client-takes-shapes-and-rules', '^client/', ['^client/', '^server/contract/', '^connectors/rules/']),
    {
      name: 'client-features-stay-apart',
      severity: 'error',
      from: { path: '^client/features/([^/]+)/' },
      to: { path: '^client/features/', pathNot: '^client/features/$1/' },
    },
    {
      name: 'client-ui-knows-no-feature',
      severity: 'error',
      from: { path: '^client/(ui|lib)/' },
      to: { path: '^client/(features|app)/' },
    },
    {
      name: 'db-knows-shapes',
      comment: 'Domain values come out of it, so it may name their types; it calls nothing above itself.',
      severity: 'error',
      from: { path: '^server/db/' },
      to: {
        pathNot: ['^server/db/', '^server/contract/', '^connectors/(rules/|contract\\.ts)'],
        dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'type-only'],
      },
    },
    {
      name: 'domain-knows-no-http',
      severity: 'error',
      from: { path: '^server/(domain|db|audit|media|auth)/' },
      to: { path: ['^server/http/', '^jobs/', '^client/', 'node_modules/express/'] },
    },
    {
      name: 'http-speaks-to-the-domain',
      severity: 'error',
      from: { path: '^server/http/' },
      to: { path: ['^jobs/', '^client/', '^connectors/(?!contract\\.ts|registry\\.ts|rules/)'] },
    },
    {
      name: 'jobs-call-domain-and-connectors',
      severity: 'error',
      from: { path: '^jobs/' },
      to: { path: ['^server/http/', '^client/'] },
    },
    { name: 'product-needs-no-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    {
      name: 'product-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^(server|jobs|connectors)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'heavy-libraries-are-loaded-at-first-use',
      severity: 'error',
      from: { path: '^(server|jobs|connectors)/' },
      to: {
        path: 'node_modules/(sharp|exceljs|docx|pdfkit)/',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^test/peers/(node_modules|\\.cache)', '^dist', '^data'] },
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
}
