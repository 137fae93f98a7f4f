import { expect, test } from 'vitest'
import { parseS3Url } from './s3-place.ts'

test.each([
  ['s3://bucket', { bucket: 'bucket', prefix: '' }],
  ['s3://bucket/', { bucket: 'bucket', prefix: '' }],
  ['s3://my.bucket-1/a/b/', { bucket: 'my.bucket-1', prefix: 'a/b/' }],
])('%s is a place', (url, place) => {
  expect(parseS3Url(url)).toEqual(place)
})

test.each([
  's3://',
  's3:///a',
  's3://Bucket',
  's3://a..b',
  's3://bucket/../x',
  's3://bucket//x',
  's3://bucket/x?y',
  's3://u:p@bucket/x',
])('%s is none', (url) => {
  expect(() => parseS3Url(url)).toThrow(expect.objectContaining({ code: 'USAGE' }))
})
