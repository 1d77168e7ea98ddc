import type { PlaceRowView } from '@xiangzhi/contract'
import { placeName } from '../place-name.ts'
import { useText } from '../text.tsx'

/** Places by name and code, each a button that opens it. */
export function PlaceChips({ places, open }: { places: readonly PlaceRowView[]; open: (place: PlaceRowView) => void }) {
  const { language } = useText()
  return (
    <ul className="xa-chips">
      {places.map((place) => (
        <li key={place.id}>
          <button type="button" className="xa-link" onClick={() => open(place)}>
            {placeName(language, place)}
          </button>{' '}
          <span className="xz-soft xz-figures">{place.code}</span>
        </li>
      ))}
    </ul>
  )
}
