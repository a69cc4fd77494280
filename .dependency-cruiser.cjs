// Who may import whom (design §3). No list of exceptions.
const ORDER = [
  'parties', 'identity', 'experts', 'alliances', 'standards', 'bodies', 'verification', 'brands', 'declarations', 'certification',
  'licences', 'codes', 'trace', 'supervision', 'credit', 'market', 'enforcement', 'awards', 'support', 'publicity',
  'targets', 'exchange',
]
const MODULES = '^apps/server/src/modules'
const TESTS = '(\\.(test|e2e)\\.ts$|/test/)'

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: { pathNot: TESTS }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    ...ORDER.slice(0, -1).map((name, i) => ({
      name: `${name}-imports-only-lower-modules`, severity: 'error',
      from: { path: `${MODULES}/${name}/`, pathNot: TESTS },
      to: { path: `${MODULES}/(${ORDER.slice(i + 1).join('|')})/` },
    })),
    {
      name: 'a-module-only-through-its-index', severity: 'error',
      from: { path: `${MODULES}/([^/]+)/`, pathNot: TESTS },
      to: { path: `${MODULES}/([^/]+)/`, pathNot: [`${MODULES}/$1/`, '/index\\.ts$', '/tables\\.ts$'] },
    },
    {
      name: 'from-outside-only-through-the-index', severity: 'error',
      from: { path: '^apps/server/src/(?!modules/)', pathNot: TESTS },
      to: { path: `${MODULES}/[^/]+/`, pathNot: ['/index\\.ts$', '/tables\\.ts$'] },
    },
    {
      name: 'platform-knows-no-module', severity: 'error',
      from: { path: '^apps/server/src/platform/', pathNot: TESTS },
      to: { path: '^apps/server/src/(modules|public|app\\.ts|modules\\.ts)' },
    },
    {
      name: 'domain-is-pure', severity: 'error',
      from: { path: '/domain\\.ts$' },
      to: { path: '^(apps/server/src/platform/(?!aggregate|work)|node:)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'packages-do-no-io', severity: 'error',
      from: { path: '^packages/', pathNot: TESTS },
      to: { path: '^(node:)?(fs|net|http|https|child_process|crypto|os|path|worker_threads|zlib)(/|$)', dependencyTypes: ['core'] },
    },
    { name: 'packages-know-no-application', severity: 'error', from: { path: '^packages/' }, to: { path: '^apps/' } },
    { name: 'kernel-stands-alone', severity: 'error', from: { path: '^packages/kernel/' }, to: { path: '^packages/(?!kernel/)' } },
    { name: 'the-web-knows-no-server', severity: 'error', from: { path: '^apps/web/' }, to: { path: '^apps/(server|cli)/' } },
    {
      name: 'features-do-not-know-each-other', severity: 'error',
      from: { path: '^apps/web/src/ui/' }, to: { path: '^apps/web/src/features/' },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, dependencyTypesNot: ['type-only'] } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
  },
}
