/** The code by which a job tells that a budget held it back, degraded it or parked it. */
export const budgetExceeded = 'BUDGET_EXCEEDED';
