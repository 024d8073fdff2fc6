/** What a published item can be counted by, in the order people ask for it. */
export const metricNames = [
  'views',
  'impressions',
  'reach',
  'reactions',
  'comments',
  'shares',
  'saves',
  'clicks',
  'watchSeconds',
  'delivered',
  'opens',
] as const
export type MetricName = (typeof metricNames)[number]
