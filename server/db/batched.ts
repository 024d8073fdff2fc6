/**
 * Joins calls that come at the same time into one statement. While a batch runs, further calls gather; they go together
 * as soon as it is done, so nothing waits for a timer, and the more there is to do the larger the batches are. When a batch fails each of its calls is made alone, so
 * that one that cannot succeed takes no other with it.
 * @param run answers in the order of its items
 */
export function batched<Item, Answer>(
  run: (items: readonly Item[]) => Promise<readonly Answer[]>,
  { most = 100 }: { readonly most?: number } = {},
): (item: Item) => Promise<Answer> {
  interface Call {
    readonly item: Item
    readonly resolve: (answer: Answer) => void
    readonly reject: (error: unknown) => void
  }
  const waiting: Call[] = []
  let running = false
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
    if (running || waiting.length === 0) return
    running = true
    void settle(waiting.splice(0, most)).finally(() => {
      running = false
      next()
    })
  }

  return (item) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (scheduled) return
      scheduled = true
      setImmediate(next)
    })
}
