// Before another page is loaded, or this one anew, the engine of the page asks in words of its own.

const asks = (event: Event) => event.preventDefault()

export const holds = (held: boolean): void => (held ? addEventListener('beforeunload', asks) : removeEventListener('beforeunload', asks))
