import { Component, type ReactNode } from 'react'

interface Props {
  readonly draw: (error: unknown, retry: () => void) => ReactNode
  readonly children: ReactNode
}

interface State {
  readonly failed: { readonly error: unknown } | null
}

/** Catches what drawing its children throws; a refused query is thrown there too. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: null }
  static getDerivedStateFromError(error: unknown): State {
    return { failed: { error } }
  }
  override render(): ReactNode {
    const { failed } = this.state
    if (!failed) return this.props.children
    return this.props.draw(failed.error, () => this.setState({ failed: null }))
  }
}
