// Shows notifications of messages and leads to the case. It keeps no pages and answers no requests: the workbench works without it.

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  let message = {}
  try {
    message = event.data ? event.data.json() : {}
  } catch {
    // Something that is not ours is shown without words rather than not at all: browsers end subscriptions that stay silent.
  }
  event.waitUntil(
    self.registration.showNotification(message.title || '乡治', {
      body: message.text || '',
      // A message that comes twice takes the place of itself.
      tag: message.id,
      icon: '/staff/favicon.svg',
      data: { path: message.path },
    }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const path = String((event.notification.data && event.notification.data.path) || '')
  // Only into the workbench, whatever a message says.
  const address = new URL(path.startsWith('/staff/') ? path : '/staff/messages', self.location.origin).href
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((windows) => {
      const open = windows.find((one) => one.url === address)
      return open ? open.focus() : self.clients.openWindow(address)
    }),
  )
})
