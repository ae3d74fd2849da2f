// Pages that are not ours and that one is sent to. Nothing is fetched from there.

/** Where Meta is told of an address, and shows the app's secret. */
export const DASHBOARD = { to: 'https://developers.facebook.com/apps/', words: 'App Dashboard' }
