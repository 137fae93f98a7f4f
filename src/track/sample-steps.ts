/** At most `most` of these steps, spread evenly by their place, the first and the last among them. @param steps ascending, each once */
export function sampleSteps(steps: readonly number[], most: number): readonly number[] {
  if (steps.length <= most) return steps
  if (most === 1) return [steps.at(-1)!]
  const places = Array.from({ length: most }, (_, i) => Math.round((i * (steps.length - 1)) / (most - 1)))
  return places.map((place) => steps[place]!)
}
