/** An instant as the API shows it. */
export const instant = (value: Date | null): string | null => value?.toISOString() ?? null
