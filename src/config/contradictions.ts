import type { ConfigFault } from './config-error.ts';
import type { SettingName, SettingValues } from './settings.ts';

/**
 * Settings that are allowed one by one, and of which one can never come into effect beside the other.
 *
 * @param isGiven whether somebody set it; a default gives way in silence
 */
export function contradictions(
  values: SettingValues,
  isGiven: (name: SettingName) => boolean,
): ConfigFault[] {
  return [...wordFaults(values), ...alertFaults(values), ...timeFaults(values, isGiven)];
}

function wordFaults({ CV_MIN_WORDS: least, CV_MAX_WORDS: most }: SettingValues): ConfigFault[] {
  if (least === undefined || most === undefined || least < most) return [];
  return [
    {
      variable: 'CV_MAX_WORDS',
      problem: `is ${most} and CV_MIN_WORDS ${least}; allowed is only more words at most than at least`,
      action: 'raise CV_MAX_WORDS or lower CV_MIN_WORDS',
    },
  ];
}

/** Alerts beyond what may be spent at all. */
function alertFaults(values: SettingValues): ConfigFault[] {
  const { TOKEN_BUDGET_USD: budgetUsd, TOKEN_BUDGET_ACTION: action, ENFORCE_TOKEN_BUDGET: isHeld } = values;
  if (budgetUsd === undefined || budgetUsd === 0 || action === 'warn' || isHeld === false) return [];
  const alerts = [
    'SPENDING_ALERT_JOB_USD',
    'SPENDING_ALERT_USER_USD',
    'SPENDING_ALERT_MONTH_USD',
  ] as const satisfies SettingName[];
  return alerts.flatMap((name) => {
    const alertUsd = values[name];
    if (alertUsd === undefined || alertUsd <= budgetUsd) return [];
    return [
      {
        variable: name,
        problem: `is ${alertUsd}, and TOKEN_BUDGET_USD lets only ${budgetUsd} be spent in a month: it would never tell`,
        action: `lower ${name} or raise TOKEN_BUDGET_USD`,
      },
    ];
  });
}

const msOf = {
  LLM_TIMEOUT_SECONDS: 1000,
  FIRECRAWL_TIMEOUT_SECONDS: 1000,
  PDF_SERVICE_TIMEOUT_SECONDS: 1000,
  LAYER_TIMEOUT_SECONDS: 1000,
  JOB_TIMEOUT_MINUTES: 60_000,
} as const satisfies Partial<Record<SettingName, number>>;

type TimeSetting = keyof typeof msOf;

/** Times that something around them cuts short. */
const within: readonly (readonly [inner: TimeSetting, outer: TimeSetting])[] = [
  ['LLM_TIMEOUT_SECONDS', 'LAYER_TIMEOUT_SECONDS'],
  ['FIRECRAWL_TIMEOUT_SECONDS', 'LAYER_TIMEOUT_SECONDS'],
  ['PDF_SERVICE_TIMEOUT_SECONDS', 'LAYER_TIMEOUT_SECONDS'],
  ['LAYER_TIMEOUT_SECONDS', 'JOB_TIMEOUT_MINUTES'],
];

function timeFaults(values: SettingValues, isGiven: (name: SettingName) => boolean): ConfigFault[] {
  return within.flatMap(([inner, outer]) => {
    const [least, most] = [values[inner], values[outer]];
    if (least === undefined || most === undefined || !isGiven(inner) || !isGiven(outer)) return [];
    if (least * msOf[inner] <= most * msOf[outer]) return [];
    return [
      {
        variable: inner,
        problem: `is ${least}, and ${outer} ends it after ${most} already`,
        action: `lower ${inner} or raise ${outer}`,
      },
    ];
  });
}
