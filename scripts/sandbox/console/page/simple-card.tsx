import type { Press } from './cards.tsx'
import { insteadOf, isShown } from './pictures.ts'
import { type CardButton, type SimpleCardContent, saidBy } from './simple-card-content.ts'

/** A hero, thumbnail, receipt, sign-in or media card. */
export function SimpleCard({ card, press }: { card: SimpleCardContent; press: Press | undefined }) {
  const { title, subtitle, text, images, facts, items, total, media, buttons } = card
  return (
    <div class="card">
      {images.map(({ url, alt }) =>
        isShown(url) ? (
          <img key={url} src={url} alt={alt} />
        ) : (
          <p key={url} class="left-out">
            {insteadOf(url, alt)}
          </p>
        ),
      )}
      {title && <p class="title">{title}</p>}
      {subtitle && <p class="subtitle">{subtitle}</p>}
      {text && <p>{text}</p>}
      {facts.length > 0 && (
        <dl>
          {facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {(items.length > 0 || total) && (
        <dl class="bill">
          {items.map((item) => (
            <div key={item.title}>
              <dt>{item.title}</dt>
              <dd>{item.price}</dd>
            </div>
          ))}
          {total && (
            <div class="total">
              <dt>Total</dt>
              <dd>{total}</dd>
            </div>
          )}
        </dl>
      )}
      {media.map((url) => (
        <WebLink key={url} url={url} title={url} />
      ))}
      {buttons.length > 0 && (
        <div class="buttons">
          {buttons.map((button) => (
            <CardPress key={`${button.title} ${button.type}`} button={button} press={press} />
          ))}
        </div>
      )}
    </div>
  )
}

function CardPress({ button, press }: { button: CardButton; press: Press | undefined }) {
  const said = saidBy(button)
  if (said === undefined) return <WebLink url={String(button.value)} title={button.title} />
  if (press === undefined) return <span class="option">{button.title}</span>
  return (
    <button type="button" class="option" onClick={() => press.says(said.text, said.id)}>
      {button.title}
    </button>
  )
}

/** A link out, for what is a web address; the words alone for anything else a bot may have put there. */
function WebLink({ url, title }: { url: string; title: string }) {
  if (!/^https?:/i.test(url)) return <span class="option">{title}</span>
  return (
    <a class="option" href={url} target="_blank" rel="noreferrer">
      {title}
    </a>
  )
}
