// The token that a form of ours must send is in a cookie that only our own pages can read.
document.querySelector('[name=_csrf]').value =
  decodeURIComponent((document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/) || [])[1] || '')

const said = { '?error': 'That name and password do not fit.', '?logout': 'You are logged out.' }[location.search]
if (said) document.getElementById('said').textContent = said
