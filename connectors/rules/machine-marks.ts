/** What a machine can have helped with (rule of trust 2). */
export const machineMarkNames = ['written', 'translated', 'drawn'] as const
