import { AdaptiveCard, ExecuteAction, HostConfig, OpenUrlAction, SubmitAction } from 'adaptivecards'
import MarkdownIt from 'markdown-it'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Press } from './cards.tsx'
import { withWordsForPictures } from './pictures.ts'

/** What a card's author writes as Markdown; HTML in it is shown as it stands. */
const markdown = new MarkdownIt()
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text)
  result.didProcess = true
}

const colors = {
  default: { default: 'var(--ink)', subtle: 'var(--soft)' },
  accent: { default: 'var(--link)', subtle: 'var(--link)' },
  good: { default: 'var(--good)', subtle: 'var(--good)' },
  warning: { default: 'var(--warn)', subtle: 'var(--warn)' },
  attention: { default: 'var(--bad)', subtle: 'var(--bad)' },
}
const containerStyle = { backgroundColor: 'transparent', foregroundColors: colors }

/** The console's colours, which change with its theme. */
const host = new HostConfig({
  fontFamily: 'inherit',
  fontSizes: { small: 12, default: 14, medium: 15, large: 17, extraLarge: 20 },
  containerStyles: { default: containerStyle, emphasis: { ...containerStyle, backgroundColor: 'var(--sunken)' } },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 0 },
  actions: { actionsOrientation: 'horizontal', actionAlignment: 'left', maxActions: 10, buttonSpacing: 8 },
})

/** An Adaptive Card. Where nothing can be pressed it is to look at only. */
export function AdaptiveCardView({ content, press }: { content: unknown; press: Press | undefined }) {
  const box = useRef<HTMLDivElement>(null)
  const [error, setError] = useState<string>()
  const pressed = useRef(press)
  pressed.current = press
  // By value: every fetch brings a new object, and drawing it anew would empty the fields somebody fills in.
  const source = JSON.stringify(content)
  useEffect(() => {
    const card = new AdaptiveCard()
    card.hostConfig = host
    card.onExecuteAction = (action) => {
      if (action instanceof OpenUrlAction) open(action.url, '_blank', 'noreferrer')
      else if (action instanceof SubmitAction || action instanceof ExecuteAction) {
        const { data } = action
        if (typeof data === 'string') pressed.current?.says(data)
        else pressed.current?.submits(data ?? {})
      }
    }
    try {
      card.parse(withWordsForPictures(JSON.parse(source)))
      const drawn = card.render()
      box.current?.replaceChildren(...(drawn === undefined ? [] : [drawn]))
      setError(drawn === undefined ? 'This card has nothing to show.' : undefined)
    } catch (thrown) {
      setError(`This card cannot be drawn: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    }
  }, [source])
  return (
    <div class="card">
      <div ref={box} class="drawn" inert={press === undefined} />
      {error !== undefined && <p>{error}</p>}
    </div>
  )
}
