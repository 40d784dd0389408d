// The front door of Console: everything that is served over HTTP, composed.
//
// `WebSurface` makes two routers: the whole (API, health, console, badges, status page) and the public one (status page and badges only).
// `WebServer` binds one of them to an address. Pages are rendered on the server from `Templates` with plain values; the script in `Static`
// redraws their fragments when the live feed says that something happened.
