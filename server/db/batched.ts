/**
 * Joins calls that come at the same time into one statement. While one batch runs, further calls gather; they go
 * together as soon as it is done, so nothing waits for a timer. When a batch fails each of its calls is made alone, so
 * that one that cannot succeed takes no other with it.
 * @param run answers in the order of its items
 */
export function batched<Item, Answer>(
  run: (items: readonly Item[]) => Promise<readonly Answer[]>,
  { most = 50, lanes = 2 }: { readonly most?: number; readonly lanes?: number } = {},
): (item: Item) => Promise<Answer> {
  interface Call {
    readonly item: Item
    readonly resolve: (answer: Answer) => void
    readonly reject: (error: unknown) => void
  }
  const waiting: Call[] = []
  let running = 0
  let scheduled = false

  async function settle(calls: readonly Call[]): Promise<void> {
    try {
      const answers = await run(calls.map((call) => call.item))
      for (const [index, call] of calls.entries()) call.resolve(answers[index] as Answer)
    } catch (error) {
      const [only] = calls
      if (calls.length === 1) only?.reject(error)
      else for (const call of calls) await settle([call])
    }
  }

  function next(): void {
    scheduled = false
    while (running < lanes && waiting.length > 0) {
      const calls = waiting.splice(0, most)
      running += 1
      void settle(calls).finally(() => {
        running -= 1
        next()
      })
    }
  }

  return (item) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (scheduled) return
      scheduled = true
      setImmediate(next)
    })
}
