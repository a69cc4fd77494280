import { EnvironmentOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useWords } from '../i18n/index.ts'
import type { FieldSchema } from './schema.ts'

/** Fills longitude and latitude from the device where the object has both; never required, never blocking. */
export function PlaceButton({
  schema,
  onPlace,
}: {
  schema: FieldSchema
  onPlace(place: Record<string, unknown>): void
}) {
  const { t } = useWords()
  const [said, setSaid] = useState<string>()
  const keys = Object.keys(schema.properties ?? {})
  const longitude = keys.find(key => key === 'longitude' || key === 'lon')
  const latitude = keys.find(key => key === 'latitude' || key === 'lat')
  if (!longitude || !latitude) return null
  const asText = (degrees: number, key: string): unknown =>
    schema.properties?.[key]?.type === 'number' ? Number(degrees.toFixed(6)) : String(Number(degrees.toFixed(6)))
  const locate = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        onPlace({ [longitude]: asText(coords.longitude, longitude), [latitude]: asText(coords.latitude, latitude) })
        setSaid(t('form.located'))
      },
      () => setSaid(t('form.not-located')),
      { timeout: 10_000 },
    )
  return (
    <div className="field">
      <Button icon={<EnvironmentOutlined />} onClick={locate}>
        {t('action.locate')}
      </Button>
      {said && (
        <p className="hint" role="status">
          {said}
        </p>
      )}
    </div>
  )
}
