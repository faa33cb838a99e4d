// The start page: who is logged in, how the hub is, and the ledger as it grows.
const at = id => document.getElementById(id)
const SHOWN = 40

document.querySelector('#logout [name=_csrf]').value =
  decodeURIComponent((document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/) || [])[1] || '')

fetch('api/v1/me').then(answer => answer.json()).then(me => { at('me').textContent = `${me.name}, ${me.role}` })

fetch('health').then(answer => answer.json()).then(health => { at('health').textContent = `this hub is ${health.status}` })

function show(event) {
  const line = document.createElement('li')
  const time = document.createElement('time')
  time.dateTime = event.at
  time.textContent = new Date(event.at).toLocaleTimeString()
  line.append(time, event.sentence)
  at('events').prepend(line)
  while (at('events').children.length > SHOWN) at('events').lastChild.remove()
}

// Without a place to begin the stream tells only what is new; the last page tells what was just before.
fetch(`api/v1/events?last=${SHOWN}`, { headers: { Accept: 'application/json' } })
  .then(answer => answer.json())
  .then(page => {
    page.items.forEach(show)
    const stream = new EventSource(`api/v1/events?after=${page.next}`)
    stream.onopen = () => { at('live').textContent = 'live'; at('live').className = 'on' }
    stream.onerror = () => { at('live').textContent = 'not connected'; at('live').className = '' }
    stream.onmessage = message => show(JSON.parse(message.data))
  })
