// What a link to an attachment tells without being followed.

/** The file's name at the end of a path, if it looks like one. */
export function fileName(url: string | null): string | null {
  const file = url?.split(/[?#]/)[0]?.split('/').pop()
  if (!file?.includes('.') || file.length > 60) return null
  try {
    return decodeURIComponent(file)
  } catch {
    return file
  }
}
