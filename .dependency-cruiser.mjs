// Which way things depend: docs/architecture.md says why.
const folder = (name) => `^src/${name}/`;
const below = {
  // A folder and what it must never import, though its neighbours may.
  store: [
    'cli',
    'http',
    'engine',
    'pipelines',
    'reasoner/extractive',
    'grounding',
    'publishing',
    'health',
    'config',
  ],
  telemetry: ['cli', 'http', 'jobs', 'engine', 'pipelines', 'reasoner', 'store', 'publishing', 'health'],
  text: [
    'cli',
    'http',
    'jobs',
    'engine',
    'pipelines',
    'reasoner',
    'store',
    'publishing',
    'posting',
    'resume',
  ],
  posting: ['cli', 'http', 'engine', 'pipelines', 'reasoner', 'store', 'publishing', 'resume'],
  resume: ['cli', 'http', 'engine', 'pipelines', 'reasoner', 'store', 'publishing', 'posting'],
  reasoner: ['cli', 'http', 'engine', 'pipelines', 'store', 'publishing', 'telemetry', 'health', 'config'],
  grounding: ['cli', 'http', 'engine', 'pipelines', 'store', 'telemetry', 'health', 'config'],
  publishing: ['cli', 'http', 'engine', 'pipelines', 'telemetry', 'health', 'config'],
  guardrails: ['cli', 'http', 'jobs', 'engine', 'pipelines', 'reasoner', 'publishing', 'health', 'config'],
  providers: [
    'cli',
    'http',
    'jobs',
    'engine',
    'pipelines',
    'reasoner',
    'publishing',
    'health',
    'config',
    'store',
  ],
  engine: ['cli', 'http', 'pipelines', 'health', 'config', 'publishing'],
  pipelines: ['cli', 'http', 'health', 'config'],
  jobs: ['cli', 'http', 'pipelines', 'health', 'config'],
  config: ['cli', 'http', 'jobs', 'engine', 'pipelines', 'store'],
};

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means that two parts are one. Types may look both ways.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...Object.entries(below).map(([name, others]) => ({
      name: `${name}-looks-down`,
      comment:
        'Imports go cli, http → jobs → engine → pipelines → reasoner → text; leaves import nothing above them.',
      severity: 'error',
      from: { path: folder(name) },
      to: { path: others.map(folder) },
    })),
    {
      name: 'concrete-stores-only-where-composed',
      comment: 'Everybody else knows the contracts job-store.ts and artifact-store.ts.',
      severity: 'error',
      from: { pathNot: ['^src/store/', '^src/composition/'] },
      to: { path: ['^src/store/sqlite/', '^src/store/mongodb/'] },
    },
    {
      name: 'nothing-imports-the-composition',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main.ts$', '^src/cli/', '^src/composition/'] },
      to: { path: ['^src/composition/', '^src/main.ts$'] },
    },
    {
      name: 'bare-clients-only-behind-the-guard',
      comment: 'Layers, reasoners and everybody else are handed guarded providers, and cannot reach another.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/providers/', '^src/composition/', '^src/guardrails/'] },
      to: {
        path: '^src/providers/(create-language-model|ai-sdk-model|firecrawl-client|gotenberg-client)[.]ts$',
      },
    },
    {
      name: 'concrete-breakers-and-limiters-only-where-composed',
      comment: 'Everybody else knows the contracts breaker.ts and limiter.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/composition/', '^src/guardrails/(breaker|limiter)/'] },
      to: {
        path: '^src/guardrails/(breaker/(local|shared)-breakers|limiter/(memory|redis)-limiter)[.]ts$',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // TypeScript 7 has no parser to lend.
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.json'] },
  },
};
