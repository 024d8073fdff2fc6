import classes from './preview.module.css'

/** A poll before anybody has answered. */
export function Poll({ question, answers }: { readonly question: string; readonly answers: unknown }) {
  const choices = Array.isArray(answers) ? answers.filter((answer) => typeof answer === 'string') : []
  return (
    <div className={classes.poll}>
      {question && <strong>{question}</strong>}
      {choices.map((answer, at) => (
        <span key={at}>{answer}</span>
      ))}
    </div>
  )
}
